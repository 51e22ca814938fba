export { decodeZlib } from "../../compression/zlib-portable.ts";
