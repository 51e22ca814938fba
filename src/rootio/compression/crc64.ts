/** Table of the reflected polynomial of ECMA-182, high and low 32 bits of each entry. */
const [high, low] = makeTables();

/** CRC-64 as XZ uses it (ECMA-182, reflected, inverted before and after). In halves of 32 bits: BigInt is far slower. */
export function crc64(bytes: Uint8Array): bigint {
  let hi = -1;
  let lo = -1;
  for (const byte of bytes) {
    const index = (lo ^ byte) & 0xff;
    lo = ((lo >>> 8) | (hi << 24)) ^ low[index]!;
    hi = (hi >>> 8) ^ high[index]!;
  }
  return (BigInt(~hi >>> 0) << 32n) | BigInt(~lo >>> 0);
}

function makeTables(): [high: Int32Array, low: Int32Array] {
  const polynomial = 0xc96c5795d7870f42n;
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = BigInt(i);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    high[i] = Number(BigInt.asIntN(32, value >> 32n));
    low[i] = Number(BigInt.asIntN(32, value));
  }
  return [high, low];
}
