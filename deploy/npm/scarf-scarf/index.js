throw new Error(
  "@scarf/scarf is left out of hzz-edge on purpose: nothing reports installations. See deploy/npm/README.md",
);
