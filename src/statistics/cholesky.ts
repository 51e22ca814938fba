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
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
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
