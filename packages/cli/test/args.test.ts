import { describe, expect, it } from 'vitest'
import { type OptionSpecs, parseArguments } from '../src/args.ts'
import { readBaseUris, readPorts } from '../src/option-values.ts'

const SPECS = {
  watch: { kind: 'flag', about: '' },
  address: { kind: 'text', value: '<host>', about: '' },
  format: { kind: 'text', value: '<format>', about: '', choices: ['pretty', 'json'], default: 'pretty' },
  port: { kind: 'list', value: '<namespace>=<n>', about: '' },
} as const satisfies OptionSpecs

describe('a command line', () => {
  it('has a value for every option that was not given', async () => {
    const { options, operands, help } = await parseArguments([], SPECS)
    expect(options).toEqual({ watch: false, address: undefined, format: 'pretty', port: [] })
    expect(operands).toEqual([])
    expect(help).toBe(false)
  })

  it('mixes options and operands in any order', async () => {
    const { options, operands } = await parseArguments(
      ['a.yaml', '--watch', '--port', 'x=1', 'b.yaml', '--port=y=2', '--format', 'json'],
      SPECS,
    )
    expect(options).toMatchObject({ watch: true, format: 'json', port: ['x=1', 'y=2'] })
    expect(operands).toEqual(['a.yaml', 'b.yaml'])
  })

  it('takes the last of two values', async () => {
    const { options } = await parseArguments(['--address', 'a', '--address', 'b'], SPECS)
    expect(options.address).toBe('b')
  })

  it('has operands only after --', async () => {
    const { operands } = await parseArguments(['--', '--watch'], SPECS)
    expect(operands).toEqual(['--watch'])
  })

  it('takes a lone dash as a value', async () => {
    const { options } = await parseArguments(['--address', '-'], SPECS)
    expect(options.address).toBe('-')
  })

  it.each(['--help', '-h'])('asks for help with %s', async (flag) => {
    expect((await parseArguments([flag], SPECS)).help).toBe(true)
  })

  it.each([
    [['--adress', 'x'], 'there is no option --adress; did you mean --address?'],
    [['--prot', 'x=1'], 'there is no option --prot; did you mean --port?'],
    [['--colour'], 'there is no option --colour'],
    [['-x'], 'there is no option -x'],
    [['--constructor'], 'there is no option --constructor'],
    [['--address'], '--address needs a value: --address <host>'],
    [['--address', '--watch'], '--address needs a value: --address <host>'],
    [['--port='], '--port needs a value: --port <namespace>=<n>'],
    [['--watch=yes'], '--watch takes no value, but was given "yes"'],
    [['--format', 'jsn'], '--format cannot be "jsn"; did you mean "json"? it is one of pretty, json'],
    [['--format', 'x'], '--format cannot be "x"; it is one of pretty, json'],
  ])('refuses %j', async (argv, message) => {
    await expect(parseArguments(argv, SPECS)).rejects.toThrow(message)
  })
})

describe('pairs', () => {
  it('are read by their first equals sign', () => {
    expect(readPorts(['a=0', 'b=8080'])).toEqual({ a: 0, b: 8080 })
    expect(readBaseUris(['a=http://x/?q=1'])).toEqual({ a: 'http://x/?q=1' })
  })

  it.each(['8080', '=8080', 'a=', 'a=-1', 'a=65536', 'a=80x', 'a=1.5'])('refuse --port %s', (pair) => {
    expect(() => readPorts([pair])).toThrow('--port')
  })

  it.each(['http://x', 'a=x', 'a=ftp://x', 'a='])('refuse --base-uri %s', (pair) => {
    expect(() => readBaseUris([pair])).toThrow('--base-uri')
  })
})
