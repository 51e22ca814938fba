// Small blocks made with the command line tools lz4 1.9.4, xz 5.4.1 and zstd 1.5.4; block headers are added by `block`.

/** 743 bytes of text: what the blocks named "...Text" hold. */
export const text = new TextEncoder().encode(
  Array.from({ length: 40 }, (_, i) => `event ${i}: ${(i * 7919) % 1000} GeV; `).join(""),
);

/** A block as ROOT writes it: header of 9 bytes, then the compressed bytes. */
export function block(letters: string, method: number, compressed: Uint8Array, uncompressedLength: number): Uint8Array {
  const header = Buffer.alloc(9);
  header.write(letters, "latin1");
  header[2] = method;
  header.writeUIntLE(compressed.length, 3, 3);
  header.writeUIntLE(uncompressedLength, 6, 3);
  return new Uint8Array(Buffer.concat([header, compressed]));
}

/** `lz4 -9`, with the xxHash64 of the block in front, as ROOT puts it. */
export const lz4Text = bytes(
  "kXkKJ++9MATyAWV2ZW50IDA6IDAgR2VWOyAQAGgxOiA5MTkSAGgyOiA4MzgSAGgzOiA3NTcSAGg0OiA2NzYSAGg1OiA1OTUSAGg2OiA1MTQSAGg3" +
    "OiA0MzMSAGg4OiAzNTISAGk5OiAyNzGiAFowOiAxObUAWTE6IDEwtgBZMTI6IDK2AGkxMzogOTS3AGkxNDogODa4AGkxNTogNzi5AGkxNjogNzC6" +
    "AGkxNzogNjK7AGkxODogNTS8AGkxOTogNDa9AGkyMDogMzi9AGoyMTogMjlzAQC9ABkxvgBpMjM6IDEzvgBZMjQ6IDW9AGkyNTogOTe9AGkyNjog" +
    "ODm9AGkyNzogODG9AGkyODogNzO9AGkyOTogNjW9AGkzMDogNTe9AGkzMTogNDi9AGozMjogNDAxAlkzOiAzMr0AaTM0OiAyNL4AaTM1OiAxNr4A" +
    "EDO+AAm9AEkzNzoguwBpMzg6IDkyuwDQMzk6IDg0MSBHZVY7IA==",
);

/** `xz -9 -C crc32`, as ROOT writes. */
export const xzText = bytes(
  "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4ALmAMtdADKdiM6RG98GvHcBP7RS+V91oubuBtWtZtW9lUHk4e7m3XIxo+5EChyKDjHEENnc5fvrfkb5" +
    "f4fYrCzBme0k6aOyV5v55q7J1y3xq5S+b1A4bAxixYIMvS+/FvdVmp84ZN5M5dyzS49mZMdo0vCVSoq9/ye1DmfR0RC2iVWurxTQfteQawJ1Cs/2" +
    "xoWSkCIaAPIf6fwbPG/ZY3BiBNTP2iKQtESBWUSA52kgVxUAVKFGrU/sz4fj/YOfcMPJsZwswGYgZqHWV7jYFwfxAADm6QdDAAHjAecFAAArL4Yj" +
    "PjANiwIAAAAAAVla",
);

/** `xz -C crc64 --lzma2=lc=0,lp=2,pb=0`. */
export const xzTextCrc64 = bytes(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ALmANwSADKeddpGrNKTd+gz1/a+muzyGrJdQxIgD+jrwzTX42ivq/QxIi/BrshovDYwJup3yr9ZoKuH" +
    "L5umaAP4N9c33aUEWtD6BDOsbM5Lwmb1NPzUFGKy6F4KSigwM4px29R4wLQpc22SLM4OHkeIl1QgIoFiAH8YRu5ftGhyu+LOVGttIm52vhRzw5sf" +
    "cvxet3avehOyphRTgM54xA6Xvay4OqE01hW+pt9fbUh1LgCOaE2JBR8ubDelPkFkY9ef81roxiKD8zOosEtJA3kVZMAkXdyyd+m9YVtJQ00rLOgA" +
    "L/JPTfHxCrQAAfgB5wUAAHPdl0qxxGf7AgAAAAAEWVo=",
);

/** `xz -C crc32 -T2 --block-size=500`: two XZ blocks, whose headers state their lengths. */
export const xzTextTwoBlocks = bytes(
  "/Td6WFoAAAFpIt42A8CiAfQDIQEWAAAADQEf2eAB8wCaXQAynYjOkRvfBrx3AT+0UvlfdaLm7gbVrWbVvZVB5OHu5t1yMaPuRAocig4xxBDZ3OX7" +
    "635G+X+H2KwswZntJOmjsleb+eauydct8auUvm9QOGwMYsWCDL0vvxb3VZqfOGTeTOXcs0uPZmTHaNLwlUqKvf8ntQ5n0dEQtolVrq8U0H7XkGsC" +
    "dQrP9saFkpAiGgDyH+n8GzxHmnRbAAAAxPHLRgPAYvMBIQEWAAAAAMyQF1bgAPIAWl0AOxlKIktQtQ7E0W0asm8o6uI+vc5n4h8oPRclyM0R/YRO" +
    "z3Bitgm0Z7dVdH8f3izGicdvvbKUxMQrbbkFISx6um/hs4wDVNlcU89zhT53TzTzC0pD8hfsJTOsAAAAfn3K+gACtgH0A3bzAQAAAIozsJeb41FA" +
    "AwAAAAABWVo=",
);

/** 60 bytes (i * 167 + i * i * 13) % 256, which LZMA2 stores uncompressed. */
export const xzStored = bytes(
  "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQA7ALSCamyIvg54/JpSJBAWNnDEMrpcGO7e6AxKohSgRgbg1OIKTKgerlgc+vIEMHbWUOSSWjw4Tn7I" +
    "LKpCAFXo05kAAVA8+JRStZBCmQ0BAAAAAAFZWg==",
);

/** 4,500,000 zeros: three LZMA2 chunks, of which the later ones go on with the state of the first. */
export const xzZeros = bytes(
  "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj//8RAWxdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPg" +
    "WRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWY" +
    "in4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1T" +
    "PfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgLzf+VKEYPqfx83vuaMC5WwI+F84OBwGXEJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAd" +
    "us6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvEgn5lif/xABKwDsc1On/b6ufDEan7eNMW5wnqcj" +
    "X+woy4XRlZiKfiqR8id19xnABphNmP3Yr9WQD8QlU/j1kTYxBaWw7m/BcE1HDNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0" +
    "zR5bIEL53VM9+ClkCTuAyyps37U78MS9Ll+qDz5LZkKQEw7/EJP4cXhZ+AvN/5UoRg+p/Hze+5owLlbAj4Xzg4HAZcQlU/j1kTYxBaWw7m/BcE1H" +
    "DNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0zR5bIEL53VM9+ClkCTuAyyps37U78MS9Ll+qDz5LZkKQEw7/EJP4cXhZ+AvN" +
    "/5UoRg+p/Hze+5owLlbAj4Xzg4HAZcQlUQ8/soSr/AAwAOxzU6f9vq58MRqft40xbnCepyNf7CjLhdGVmIp+KpHyJ3X3GcAGmE2Y/dhb7JhrAAAA" +
    "WzSJVAAB6wWg1JICsb2kHT4wDYsCAAAAAAFZWg==",
);

/** "abc" with --check=none. */
export const xzWithoutCheck = bytes("/Td6WFoAAAD/EtlBAgAhARYAAAB0L+WjAQACYWJjAAAAARMDA6Vg2AZynnoBAAAAAABZWg==");

/** "abc" with --check=sha256. */
export const xzSha256 = bytes(
  "/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQACYWJjAAC6eBa/jwHP6kFBQN5driIjsANho5YXepy0EP9h8gAVrQABMwOhgeRNGJtLmgEAAAAAClla",
);

/** "abc" with --delta before LZMA2. */
export const xzDelta = bytes("/Td6WFoAAAFpIt42AgEDAQMhARaXj3H8AQACYWJjAADCQSQ1AAEXAwdgDLyQQpkNAQAAAAABWVo=");

/** `zstd -19 --no-check`, as ROOT writes. */
export const zstdText = bytes(
  "KLUv/QBo3QUABpAkEbBXc4QCyZQFW2hpaWk9j3lEIQAdAB0AUnNxhu5R1LXKumVnl67uDg5eycgbBwYEwYAL2FAgHAgBdFOoLo7YPQLctcK7ZYaX" +
    "jvLOKFcSEDcyLiDi5GYTZTdl7uIE3qPEa3V5a6tLN3EHQ65kyg0AzgVIWAcGBMFBeFMkL869Ca+VxS0juXQydxBAVxLpBuDqAgInqBHMEKC3b5Bb" +
    "rgEQFOGYHxFoivd2gODsNW3ZFnFj53ExbANkFQ==",
);

/** `zstd -19 --check`: the frame ends with a checksum of the content. */
export const zstdTextChecked = bytes(
  "KLUv/QRo3QUABpAkEbBXc4QCyZQFW2hpaWk9j3lEIQAdAB0AUnNxhu5R1LXKumVnl67uDg5eycgbBwYEwYAL2FAgHAgBdFOoLo7YPQLctcK7ZYaX" +
    "jvLOKFcSEDcyLiDi5GYTZTdl7uIE3qPEa3V5a6tLN3EHQ65kyg0AzgVIWAcGBMFBeFMkL869Ca+VxS0juXQydxBAVxLpBuDqAgInqBHMEKC3b5Bb" +
    "rgEQFOGYHxFoivd2gODsNW3ZFnFj53ExbANkFd4J9hQ=",
);

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
