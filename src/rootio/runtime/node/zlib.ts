export { decodeZlib } from "../../compression/zlib.ts";
