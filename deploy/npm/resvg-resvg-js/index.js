throw new Error(
  "@resvg/resvg-js is left out of hzz-edge on purpose: only jsroot's metadata reader is used. See deploy/npm/README.md",
);
