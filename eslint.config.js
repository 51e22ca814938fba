import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "dist-bench/", "node_modules/", "coverage/", "deploy/npm/"] },
  {
    // The nearest tsconfig.json of a file says what it may use: src/page has its own, with the browser in place of Node.
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // A worker that forgets a promise loses an acknowledgement or an error: never off.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      // Numeric kernels index typed arrays millions of times a second; each use is a checked range (see docs/decisions).
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/cmd/*"], message: "cmd/ only wires; nothing imports it." }] },
      ],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["cmd/**", "bench/**", "src/cli/**"], rules: { "no-console": "off" } },
);
