import type { CommandWords, OptionWords } from './words.ts'

/** A script for fish. */
export function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name, about }) => `complete -c naftiko -f -n __fish_use_subcommand -a ${name} -d ${quote(about)}`)
  return [
    '# fish completion for naftiko; to use it: naftiko completion fish | source',
    ...names,
    'complete -c naftiko -n __fish_use_subcommand -s h -l help -d ' + quote('show help'),
    'complete -c naftiko -n __fish_use_subcommand -s v -l version -d ' + quote('show the version'),
    ...commands.flatMap(linesOf),
  ].join('\n')
}

function linesOf({ name, words, options }: CommandWords): readonly string[] {
  const after = `complete -c naftiko -n ${quote(`__fish_seen_subcommand_from ${name}`)}`
  const operands = words.length === 0 ? [] : [`${after} -f -a ${quote(words.join(' '))}`]
  return [...operands, ...options.map((option) => `${after} ${optionOf(option)}`)]
}

function optionOf({ name, about, takesValue, choices }: OptionWords): string {
  const value = takesValue ? (choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : ' -r') : ''
  return `-l ${name}${value} -d ${quote(about)}`
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}
