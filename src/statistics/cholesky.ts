/**
 * A = L Lᵀ of a symmetric matrix, row by row in one array, of which only what is on and below the diagonal is looked at; L takes its place.
 *
 * @param least pivots that are smaller, relative to the diagonal of A, count as none
 * @returns the first row without a pivot, where it stops: A is not positive definite; −1 if it is
 */
export function factorise(matrix: Float64Array, size: number, least: number): number {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      // Four sums side by side: one alone would wait for each addition.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let k = 0;
      for (; k < j - 3; k += 4) {
        a += matrix[row + k]! * matrix[other + k]!;
        b += matrix[row + k + 1]! * matrix[other + k + 1]!;
        c += matrix[row + k + 2]! * matrix[other + k + 2]!;
        d += matrix[row + k + 3]! * matrix[other + k + 3]!;
      }
      for (; k < j; k++) a += matrix[row + k]! * matrix[other + k]!;
      const sum = matrix[row + j]! - (a + b + (c + d));
      if (j < i) matrix[row + j] = sum / matrix[other + j]!;
      else if (sum > least * matrix[row + i]!) matrix[row + i] = Math.sqrt(sum);
      else return i;
    }
  }
  return -1;
}

/** Solves L Lᵀ x = b for the first `size` unknowns; x takes the place of b. @param stride length of the rows of L */
export function solve(factor: Float64Array, b: Float64Array, size = b.length, stride = size): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * stride + k]! * b[k]!;
    b[i] = sum / factor[i * stride + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < size; k++) sum -= factor[k * stride + i]! * b[k]!;
    b[i] = sum / factor[i * stride + i]!;
  }
}
