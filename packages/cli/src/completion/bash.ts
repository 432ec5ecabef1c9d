import type { CommandWords } from './words.ts'

/** A script for bash. Where no word fits, files are offered. */
export function bashScript(commands: readonly CommandWords[]): string {
  const choices = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map((option) => `    "${name} --${option.name}") words="${option.choices.join(' ')}" ;;`),
  )
  const options = commands.map(
    ({ name, options: known }) => `      ${name}) words="${known.map((option) => `--${option.name}`).join(' ')}" ;;`,
  )
  const operands = commands.filter(({ words }) => words.length > 0).map(({ name, words }) => `      ${name}) words="${words.join(' ')}" ;;`)
  return `# bash completion for naftiko; to use it: source <(naftiko completion bash)
_naftiko() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} help --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${choices.join('\n')}
  esac
  if [[ -z $words && $current == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${options.join('\n')}
    esac
  elif [[ -z $words && $COMP_CWORD -eq 2 ]]; then
    case "\${COMP_WORDS[1]}" in
${operands.join('\n')}
      help) words="${commands.map(({ name }) => name).join(' ')}" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _naftiko naftiko`
}
