/** A stream that a process writes to; standard output and standard error are such. */
export interface OutputStream {
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * A reader that goes away, as `head` does when it has its lines, is no fault of the program: what is written after that goes nowhere. Without
 * this, the process would end in the middle of whatever it does.
 *
 * @param onClosed called each time that nobody took something
 */
export function outliveReader(stream: OutputStream, onClosed: () => void = () => undefined): void {
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
    onClosed();
  });
}
