/** `12 s`, `4 min`, `3 h`: rounded up, so that 0 is only what is over. */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${whole} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(seconds / 3600)} h`;
}
