import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue, Scope, Template, TemplateOptions } from '@naftiko/plugin-api'
import { compileTemplate, type TemplateNames } from '../../src/expression/template.ts'

const NAMES: TemplateNames = {
  callers: new Set(['rest', 'tools', 'shop', 'shop.v2']),
  bindNamespaces: new Set(['env', 'vault']),
  bound: new Set(['TOKEN', 'region']),
}

function compile(text: string, options: TemplateOptions = { open: true }): Template {
  const { template, problems } = compileTemplate(text, options, NAMES)
  expect(problems).toEqual([])
  return template
}

function scope(input: JsonObject = {}, variables: Record<string, string> = {}): Scope {
  return { input, variables }
}

describe('what a name means', () => {
  const OPEN: TemplateOptions = { open: true }
  const CLOSED: TemplateOptions = {}
  const DECLARED: TemplateOptions = { inputs: ['author', 'region', 'PAGE'] }

  it.each<[string, TemplateOptions, string, string]>([
    ['tools.author', OPEN, 'input', 'author'],
    ['rest.author', DECLARED, 'input', 'author'],
    ['shop.author', OPEN, 'input', 'author'],
    ['shop.v2.author', OPEN, 'input', 'author'],
    ['$this.shop.author', OPEN, 'input', 'author'],
    ['tools.filter[name]', OPEN, 'input', 'filter[name]'],
    ['tools.$top', OPEN, 'input', '$top'],
    ['tools.a.b', OPEN, 'input', 'a.b'],
    ['tools.TOKEN', OPEN, 'input', 'TOKEN'],
    ['env.TOKEN', OPEN, 'variable', 'TOKEN'],
    ['$env.TOKEN', OPEN, 'variable', 'TOKEN'],
    ['vault.secret', OPEN, 'variable', 'secret'],
    ['env.author', DECLARED, 'variable', 'author'],
    ['TOKEN', OPEN, 'variable', 'TOKEN'],
    ['region', OPEN, 'variable', 'region'],
    ['region', DECLARED, 'variable', 'region'],
    ['author', DECLARED, 'input', 'author'],
    ['PAGE', DECLARED, 'input', 'PAGE'],
    ['PAGE', OPEN, 'variable', 'PAGE'],
    ['1PASSWORD_API_KEY', OPEN, 'variable', '1PASSWORD_API_KEY'],
    ['42', OPEN, 'input', '42'],
    ['Author', OPEN, 'input', 'Author'],
    ['author', OPEN, 'input', 'author'],
    ['step-1.id', OPEN, 'input', 'step-1.id'],
    ['tools.', OPEN, 'input', 'tools.'],
    ['toolsx.a', OPEN, 'input', 'toolsx.a'],
    ['other', DECLARED, 'variable', 'other'],
    ['author', CLOSED, 'variable', 'author'],
  ])('{{%s}} with %j is the %s %s', (text, options, source, name) => {
    expect(compile(`{{${text}}}`, options).references).toEqual([{ text, source, name }])
  })

  it.each(['tools.token', 'rest.token', '$this.shop.token'])('{{%s}} is refused where nothing may come from the caller', (name) => {
    const { template, problems } = compileTemplate(`Bearer {{${name}}}`, {}, NAMES)
    expect(problems).toEqual([expect.objectContaining({ code: 'NAFTIKO_TEMPLATE_CALLER', offset: 7 })])
    expect(template.render(scope({ token: 'mine', [name]: 'mine' }))).toBeUndefined()
  })

  it('never lets an argument take the place of a variable', () => {
    const template = compile('{{TOKEN}} {{env.KEY}} {{region}}', { inputs: ['TOKEN', 'region'], open: true })
    const forged = { TOKEN: 'forged', KEY: 'forged', 'env.KEY': 'forged', env: { KEY: 'forged' }, region: 'forged' }
    expect(template.render(scope(forged))).toBeUndefined()
    expect(template.render(scope(forged, { TOKEN: 't', KEY: 'k', region: 'r' }))).toBe('t k r')
  })
})

describe('what is a placeholder', () => {
  it.each<[string, TemplateOptions, string]>([
    ['{{x}}', {}, '1'],
    ['{{ x }}', {}, '1'],
    ['{{\n x\t}}', {}, '1'],
    ['{{{x}}}', {}, '1'],
    ['{{{ x }}}', {}, '1'],
    ['{{&x}}', {}, '1'],
    ['{{ & x }}', {}, '1'],
    ['a{{x}}b{{x}}c', {}, 'a1b1c'],
    ['{{x}}{{x}}', {}, '11'],
    ['{"n":{{x}}}', {}, '{"n":1}'],
    ['{"a":{"b":"{{x}}"}}', {}, '{"a":{"b":"1"}}'],
    ['{x}', {}, '{x}'],
    ['}}', {}, '}}'],
    ['{x}', { singleBraces: true }, '1'],
    ['{+x}', { singleBraces: true }, '1'],
    ['{x+}', { singleBraces: true }, '1'],
    ['/a/{x}/{{x}}/{x},{x}', { singleBraces: true }, '/a/1/1/1,1'],
    ['{ x }', { singleBraces: true }, '{ x }'],
    ['{}', { singleBraces: true }, '{}'],
    ['', {}, ''],
  ])('%j with %j renders to %j', (text, options, expected) => {
    expect(compile(text, { open: true, ...options }).render(scope({ x: 1 }))).toBe(expected)
  })

  it.each<[string, readonly number[], RegExp]>([
    ['a {{x', [2], /never closed/],
    ['{{', [0], /never closed/],
    ['{{a {{b', [0], /never closed/],
    ['{{}}', [0], /empty/],
    ['x{{   }}', [1], /empty/],
    ['{{#list}}', [0], /section/],
    ['{{^list}}', [0], /section/],
    ['{{/list}}', [0], /section/],
    ['{{> part}}', [0], /partial/],
    ['{{! note }}', [0], /comment/],
    ['{{=<% %>=}}', [0], /section/],
    ['{{#a}}x{{/a}}', [0, 7], /section/],
    ['{{}} {{#a}} {{', [0, 5, 12], /empty/],
  ])('%j is kept as it is, and reported at %j', (text, offsets, message) => {
    const { template, problems } = compileTemplate(text, { open: true }, NAMES)
    expect(template.render(scope())).toBe(text)
    expect(problems.map((problem) => problem.offset)).toEqual(offsets)
    expect(problems[0]).toMatchObject({ code: 'NAFTIKO_TEMPLATE_SYNTAX', severity: 'warning', message: expect.stringMatching(message) })
  })

  it('still fills what can be read beside what cannot', () => {
    const { template, problems } = compileTemplate('{{a {{b}} {{#c}}{{d}}', { open: true }, NAMES)
    expect(template.render(scope({ b: 1, d: 2 }))).toBe('{{a 1 {{#c}}2')
    expect(problems.map((problem) => problem.offset)).toEqual([0, 10])
  })

  it('reads a long text without a closing brace in one go', () => {
    const text = `{{${' '.repeat(100_000)}${'{{ '.repeat(20_000)}`
    expect(compileTemplate(text, { open: true, singleBraces: true }, NAMES).problems).toHaveLength(1)
  })
})

describe('render', () => {
  it.each<[JsonValue, string | undefined]>([
    ['text', 'text'],
    ['', ''],
    ['<a> & "b"', '<a> & "b"'],
    [1, '1'],
    [1.5, '1.5'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [['a', 'b'], '["a","b"]'],
    [{ k: 'v', l: [1, 2] }, '{"k":"v","l":[1,2]}'],
    [null, undefined],
  ])('inserts %j as %j', (value, expected) => {
    expect(compile('{{x}}').render(scope({ x: value }))).toBe(expected)
  })

  it('gives nothing when one of several values is missing', () => {
    expect(compile('{{a}}-{{b}}').render(scope({ a: 1 }))).toBeUndefined()
  })

  it('encodes what is inserted, and not the text around it', () => {
    expect(compile('/a b/{{x}}').render(scope({ x: 'c d/é' }), encodeURIComponent)).toBe('/a b/c%20d%2F%C3%A9')
  })

  it('never expands what was inserted', () => {
    const template = compile('{{a}} {{TOKEN}}')
    expect(template.render(scope({ a: '{{TOKEN}}' }, { TOKEN: '{{a}}' }))).toBe('{{TOKEN}} {{a}}')
  })

  it.each<[string, JsonObject, JsonValue | undefined]>([
    ['a.b', { a: { b: 1 } }, 1],
    ['a.b', { 'a.b': 2, a: { b: 1 } }, 2],
    ['tools.a.b', { a: { b: 1 } }, 1],
    ['a.b.c', { a: { b: 1 } }, undefined],
    ['a.b', { a: null }, undefined],
    ['filter[name]', { 'filter[name]': 'x' }, 'x'],
    ['step-1.id', { 'step-1': { id: 3 } }, 3],
  ])('{{%s}} in %j is %j', (name, input, expected) => {
    expect(compile(`{{${name}}}`).value(scope(input))).toEqual(expected)
  })

  it.each(['__proto__', 'constructor', 'toString', 'a.__proto__', 'a.constructor', 'a.toString.name', 'constructor.name', 'a.length'])(
    '{{%s}} finds nothing that the caller did not send',
    (name) => {
      expect(compile(`{{${name}}}`).value(scope({ a: {} }))).toBeUndefined()
      expect(compile(`{{env.${name}}}`).value(scope({}, {}))).toBeUndefined()
    },
  )

  it('takes an argument that is called __proto__ for what it is', () => {
    expect(compile('{{__proto__}}').render(scope(JSON.parse('{"__proto__":"x"}') as JsonObject))).toBe('x')
  })
})

describe('value', () => {
  it.each<[string, JsonValue | undefined]>([
    ['{{n}}', 1],
    ['{{ n }}', 1],
    ['{{{n}}}', 1],
    ['{{list}}', [1, [2]]],
    ['{{object}}', { a: null }],
    ['{{no}}', false],
    ['{{none}}', null],
    ['{{missing}}', undefined],
    [' {{n}}', ' 1'],
    ['{{n}}{{n}}', '11'],
    ['plain', 'plain'],
    ['{{}}', '{{}}'],
  ])('%j gives %j', (text, expected) => {
    const { template } = compileTemplate(text, { open: true }, NAMES)
    expect(template.value(scope({ n: 1, list: [1, [2]], object: { a: null }, no: false, none: null }))).toEqual(expected)
  })
})

describe('nasty values', () => {
  const NASTY: readonly JsonValue[] = [
    '"',
    "'",
    '\\',
    '\n\r\t',
    '\u0000',
    '😀 👩‍👩‍👧 e\u0301',
    '\u2028',
    '\ud800',
    '$&$1$`',
    '{{x}}',
    '{{{x}}}',
    '{x}',
    '{{#x}}',
    '}}{{',
    '../../etc',
    'a/b?c#d%20',
    '__proto__',
    ['a', ['b', ['"', '{{x}}']]],
    [],
    {},
    { '{{x}}': { "'": '"' } },
    1e21,
    -0.5,
  ]
  const POSITIONS = ['{{x}}', 'a{{x}}', '{{x}}b', 'a{{x}}b{{x}}', '{"v":{{x}}}', '{{y}}{{x}}{{y}}']

  const plain = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

  it.each(POSITIONS)('reach %s unchanged', (text) => {
    const template = compile(text)
    for (const value of NASTY) {
      const pieces = text.split(/\{\{[xy]\}\}/)
      expect(template.render(scope({ x: value, y: value }))).toBe(pieces.join(plain(value)))
    }
  })

  it('keep their type where they stand alone', () => {
    const template = compile('{{x}}')
    for (const value of NASTY) expect(template.value(scope({ x: value }))).toBe(value)
  })

  it('come back from JSON when they are encoded as JSON', () => {
    const template = compile('{"v":{{x}}}')
    for (const value of NASTY.filter((known) => typeof known === 'string')) {
      const text = template.render(scope({ x: value }), JSON.stringify)!
      expect(JSON.parse(text)).toEqual({ v: value })
    }
  })
})
