/** The few things of jsroot that hzz-edge uses; jsroot's own types do not resolve under NodeNext. */
declare module "jsroot/io" {
  export class FileProxy {
    openFile(): Promise<boolean>;
    getFileName(): string;
    getFileSize(): number;
    readBuffer(position: number, length: number): Promise<DataView>;
  }

  export interface TFile {
    readonly fStreamerInfos: { readonly arr: unknown[] } | null;
    extractStreamerInfos(buffer: TBuffer): void;
  }

  export class TBuffer {
    fTagOffset: number;
    o: number;
    length: number;
    constructor(view: DataView, position: number, file: TFile, length?: number);
    mapObject(tag: number, object: object): void;
    classStreamer(object: object, className: string): object;
    readFastArray(length: number, type: number): unknown;
    readObjectAny(): unknown;
    getMappedClass(tag: number): string | -1;
    getMappedObject(tag: number): unknown;
  }

  export function openFile(file: FileProxy): Promise<TFile | false>;
}
