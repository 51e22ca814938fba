import type { Offered, OfferedCommand } from "./completion-words.ts";

/** A script for each shell, which offers commands, options and their values. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof completionScripts;

function bashScript(commands: readonly OfferedCommand[]): string {
  const offer = ({ words, files }: Offered) =>
    [
      ...(words.length === 0 ? [] : [`COMPREPLY+=($(compgen -W ${quoted(words.join(" "))} -- "$cur"))`]),
      ...(files ? ['while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -f -- "$cur")'] : []),
      ":",
    ].join("; ");
  const cases = commands.flatMap(({ name, options, operands }) => [
    `    ${name})`,
    '      case "$prev" in',
    ...options.flatMap(({ name: option, value }) =>
      value === undefined ? [] : [`        --${option}) ${offer(value)}; return ;;`],
    ),
    "      esac",
    `      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W ${quoted(namesOf(options))} -- "$cur"))`,
    `      else ${offer(operands)}; fi ;;`,
  ]);
  return [
    "# bash completion of hzz; put into ~/.bashrc:  source <(hzz completion bash)",
    "_hzz() {",
    "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} each",
    "  COMPREPLY=()",
    "  if [[ $COMP_CWORD -eq 1 ]]; then",
    `    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(" "))} -- "$cur")); return`,
    "  fi",
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    "}",
    "complete -o filenames -F _hzz hzz",
  ].join("\n");
}

function zshScript(commands: readonly OfferedCommand[]): string {
  const action = ({ words, files }: Offered) =>
    files && words.length > 0 ? `{_values word ${words.join(" ")}; _files}` : files ? "_files" : `(${words.join(" ")})`;
  // Brackets and colons are syntax of _arguments.
  const plain = (text: string) => text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const cases = commands.flatMap(({ name, options, operands }) => [
    `    ${name})`,
    "      _arguments \\",
    ...options.map(({ name: option, help, value }) => {
      const rest = value === undefined ? "" : `:value:${action(value)}`;
      return `        ${quoted(`*--${option}[${plain(help)}]${rest}`)} \\`;
    }),
    `        ${quoted(`*:word:${action(operands)}`)} ;;`,
  ]);
  return [
    "#compdef hzz",
    "# zsh completion of hzz; put into ~/.zshrc, after compinit:  source <(hzz completion zsh)",
    "_hzz() {",
    "  local -a names",
    "  names=(",
    ...commands.map(({ name, summary }) => `    ${quoted(`${name}:${plain(summary)}`)}`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe command names; return; fi",
    '  local name="${words[2]}"',
    "  shift words",
    "  (( CURRENT-- ))",
    '  case "$name" in',
    ...cases,
    "  esac",
    "}",
    "compdef _hzz hzz",
  ].join("\n");
}

function fishScript(commands: readonly OfferedCommand[]): string {
  const valueOf = ({ words, files }: Offered) =>
    `${files ? "-rF" : "-x"}${words.length === 0 ? "" : ` -a ${fishQuoted(words.join(" "))}`}`;
  const lines = commands.flatMap(({ name, summary, options, operands }) => {
    const within = `complete -c hzz -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c hzz -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(summary)}`,
      ...options.map(
        ({ name: option, help, value }) =>
          `${within} -l ${option} -d ${fishQuoted(help)}${value === undefined ? " -f" : ` ${valueOf(value)}`}`,
      ),
      `${within} ${operands.files ? "-F" : "-f"}${operands.words.length === 0 ? "" : ` -a ${fishQuoted(operands.words.join(" "))}`}`,
    ];
  });
  return ["# fish completion of hzz: hzz completion fish > ~/.config/fish/completions/hzz.fish", ...lines].join("\n");
}

function namesOf(options: OfferedCommand["options"]): string {
  return ["help", ...options.map(({ name }) => name)].map((name) => `--${name}`).join(" ");
}

/** One word of bash and zsh. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
