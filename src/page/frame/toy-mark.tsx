/** Beside the name of whatever is about simulated events alone. */
export function ToyMark() {
  return <span class="toy-mark">toy</span>;
}
