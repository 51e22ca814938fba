import type { BrokerUnderTest } from "./broker-under-test.ts";
import { natsUnderTest } from "./nats-under-test.ts";
import { rabbitMqUnderTest } from "./rabbitmq-under-test.ts";

/** Every broker that the faults are tried on. */
export const brokersUnderTest: readonly BrokerUnderTest[] = [natsUnderTest, rabbitMqUnderTest];
