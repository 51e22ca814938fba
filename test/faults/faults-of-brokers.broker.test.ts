import { describeFaults } from "./describe-faults.ts";
import { faultsOf } from "./fault-table.ts";

describeFaults(faultsOf("brokers"));
