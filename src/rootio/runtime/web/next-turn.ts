/** Lets everything have its turn that waits already. A timer would wait for four milliseconds where timers follow each other. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const end = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", end);
    port1.start();
    port2.postMessage(undefined);
  });
}
