import type { CommandWords, OptionWords } from './words.ts'

/** A script for zsh. */
export function zshScript(commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, about }) => `    ${quote(`${name}:${about.replaceAll(':', '\\:')}`)}`)
  return `#compdef naftiko
# zsh completion for naftiko; to use it: source <(naftiko completion zsh)
_naftiko() {
  local -a commands
  commands=(
${described.join('\n')}
    'help:show help'
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(caseOf).join('\n')}
    help) _describe 'command' commands ;;
  esac
}
if [ "$funcstack[1]" = "_naftiko" ]; then _naftiko "$@"; else compdef _naftiko naftiko; fi`
}

function caseOf({ name, words, options }: CommandWords): string {
  const operand = words.length > 0 ? [`1:what:(${words.join(' ')})`, '*:file:_files'] : ['*:file:_files']
  return `    ${name}) _arguments ${[...options.map(optionOf), ...operand].map(quote).join(' ')} ;;`
}

function optionOf({ name, about, takesValue, choices }: OptionWords): string {
  const text = about.replaceAll(/[[\]\\:]/g, String.raw`\$&`)
  const values = choices.length > 0 ? `(${choices.join(' ')})` : '_files'
  return `*--${name}[${text}]${takesValue ? `:value:${values}` : ''}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
