const begin = 100;
const nameLength = 40;
const seekKeys = 200;
const keysLength = 64;
const seekInfo = 300;
const infoKeyLength = 64;

/** An empty list as ROOT writes a TList: byte count and version, TObject (version, id, bits), name, number of objects. */
const emptyList = [0x40, 0, 0, 17, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** The smallest ROOT file that jsroot opens: no keys, no streamer information. */
export function emptyFileImage(): Uint8Array {
  const image = new Uint8Array(500);
  const view = new DataView(image.buffer);
  image.set([0x72, 0x6f, 0x6f, 0x74]); // "root"
  const header = [61804, begin, image.length, 0, 0, 0, nameLength];
  header.forEach((value, i) => {
    view.setUint32(4 + 4 * i, value);
  });
  view.setUint8(32, 4); // width of positions
  view.setUint32(37, seekInfo);
  view.setUint32(41, infoKeyLength + emptyList.length);

  writeKey(view, begin, { nbytes: nameLength, objectLength: 0, keyLength: nameLength });
  const directory = begin + nameLength;
  view.setUint16(directory, 5); // version of TDirectory
  view.setUint32(directory + 10, keysLength);
  view.setUint32(directory + 14, nameLength);
  view.setUint32(directory + 18, begin);
  view.setUint32(directory + 26, seekKeys);

  writeKey(view, seekKeys, { nbytes: keysLength, objectLength: 4, keyLength: keysLength - 4 });
  const list = emptyList.length;
  writeKey(view, seekInfo, { nbytes: infoKeyLength + list, objectLength: list, keyLength: infoKeyLength });
  image.set(emptyList, seekInfo + infoKeyLength);
  return image;
}

/** A key with empty names. */
function writeKey(view: DataView, at: number, key: { nbytes: number; objectLength: number; keyLength: number }): void {
  view.setInt32(at, key.nbytes);
  view.setInt16(at + 4, 4);
  view.setUint32(at + 6, key.objectLength);
  view.setUint16(at + 14, key.keyLength);
  view.setUint16(at + 16, 1);
  view.setUint32(at + 18, at);
}
