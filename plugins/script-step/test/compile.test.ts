import { describe, expect, it } from 'vitest'
import { compileIn, folderWith, stepOf } from './step.ts'

describe('a script that cannot run', () => {
  it.each([
    [
      'groovy',
      { language: 'groovy', file: 'main.groovy' },
      'NAFTIKO_SCRIPT_LANGUAGE',
      'script "main.groovy" is written in Groovy, which this engine does not run',
      'rewrite it in JavaScript and set "language: javascript"',
    ],
    [
      'an unknown language',
      { language: 'cobol' },
      'NAFTIKO_SCRIPT_LANGUAGE',
      'script "main.js" is written in "cobol", a language that nothing here knows',
      'write "language: javascript"',
    ],
    [
      'another place',
      { location: 'https://example.com/scripts' },
      'NAFTIKO_SCRIPT_UNREADABLE',
      'script "main.js" is at a "https" location, and scripts are read from files only',
      'copy it beside the document and write "location: file:///./scripts"',
    ],
    [
      'a path out of its folder',
      { file: '../main.js' },
      'NAFTIKO_SCRIPT_UNREADABLE',
      'script "../main.js" wants "../main.js", which is outside its folder',
      'name a file below "location"',
    ],
    [
      'an absolute path',
      { file: '/etc/passwd' },
      'NAFTIKO_SCRIPT_UNREADABLE',
      'script "/etc/passwd" wants "/etc/passwd", which is outside its folder',
      'name a file below "location"',
    ],
    [
      'a dependency out of its folder',
      { dependencies: ['a/../../b.js'] },
      'NAFTIKO_SCRIPT_UNREADABLE',
      'script "main.js" wants "a/../../b.js", which is outside its folder',
      'name a file below "location"',
    ],
  ])('is reported, and fails with the same sentence: %s', async (_, step, code, message, hint) => {
    const compiled = await stepOf({ files: { 'main.js': 'result = 1', 'main.groovy': 'result = 1' }, step })
    expect(compiled.problems).toMatchObject([{ code, message, hint }])
    await expect(compiled.run()).rejects.toMatchObject({ code: 'NAFTIKO_SCRIPT_UNUSABLE', status: 501, message: `${message}; ${hint}` })
  })

  it('names the file that is missing, without the path of this machine', async () => {
    const folder = await folderWith({ 'scripts/main.js': 'result = 1' })
    const step = await compileIn(folder, {
      type: 'script',
      name: 'join',
      language: 'javascript',
      location: './scripts',
      file: 'main.js',
      dependencies: ['lib.js'],
    })
    const message = '"lib.js" of script "main.js" cannot be read from ./scripts: there is no such file'
    expect(step.problems).toEqual([{ severity: 'warning', code: 'NAFTIKO_SCRIPT_UNREADABLE', message, at: '/dependencies/0' }])
    await expect(step.run()).rejects.toThrow(message)
  })

  it('says that bytes are no text', async () => {
    const folder = await folderWith({})
    const { writeFile } = await import('node:fs/promises')
    await writeFile(`${folder}/main.js`, Buffer.from([0xff, 0xfe, 0x00]))
    const step = await compileIn(folder, { type: 'script', name: 'join', language: 'javascript', location: folder, file: 'main.js' })
    expect(step.problems[0]?.message).toContain('it is no UTF-8 text')
  })
})

describe('syntax', () => {
  it.each([
    [
      'the script',
      'const a = 1\nconst b = ;\nresult = a',
      "main.js, line 2, column 11: unexpected token in expression: ';'",
      'mend the script',
    ],
    [
      'an import',
      "import fs from 'node:fs'\nresult = 1",
      'main.js, line 1',
      'a script is no module: name what it needs in "dependencies" instead of importing it, and export nothing',
    ],
    ['nesting without end', `result = ${'('.repeat(100_000)}`, 'main.js, line 1', 'mend the script'],
  ])('is checked before anything runs: %s', async (_, source, place, hint) => {
    const step = await stepOf({ files: { 'main.js': source } })
    expect(step.problems).toMatchObject([{ code: 'NAFTIKO_SCRIPT_SYNTAX', at: '/file', hint }])
    expect(step.problems[0]?.message).toContain(`script "main.js" cannot be parsed: ${place}`)
    expect(step.problems[0]?.severity).toBeUndefined()
    await expect(step.run()).rejects.toMatchObject({ code: 'NAFTIKO_SCRIPT_UNUSABLE' })
  })

  it('is checked in dependencies too', async () => {
    const step = await stepOf({
      files: { 'ok.js': '1', 'lib.js': '\n}', 'main.js': 'result = 1' },
      step: { dependencies: ['ok.js', 'lib.js'] },
    })
    expect(step.problems).toMatchObject([{ code: 'NAFTIKO_SCRIPT_SYNTAX', at: '/dependencies/1' }])
    expect(step.problems[0]?.message).toContain('lib.js, line 2')
  })

  it('is checked without running anything', async () => {
    const step = await stepOf({ files: { 'main.js': 'for (;;);\nresult = 1' } })
    expect(step.problems).toEqual([])
  })
})

describe('settings of the document', () => {
  const files = { 'main.js': 'result = 1' }

  it('give steps a language and a folder', async () => {
    const folder = await folderWith({ 'shared/main.js': 'result = 1' })
    const management = { scripting: { defaultLanguage: 'javascript', defaultLocation: './shared' } }
    const step = await compileIn(folder, { type: 'script', name: 'join', file: 'main.js' }, management)
    expect(step.problems).toEqual([])
    expect(await step.run()).toBe(1)
  })

  it('are missed where a step needs them', async () => {
    const folder = await folderWith(files)
    const { problems } = await compileIn(folder, { type: 'script', name: 'join', language: 'js', file: 'main.js' })
    expect(problems).toMatchObject([{ message: 'script "main.js" does not say in which folder it is' }])
  })

  it('leave the language to the name of the file, with a warning', async () => {
    const folder = await folderWith(files)
    const step = await compileIn(folder, { type: 'script', name: 'join', location: folder, file: 'main.js' })
    expect(step.problems).toMatchObject([{ severity: 'warning', code: 'NAFTIKO_SCRIPT_LANGUAGE', hint: 'write "language: javascript"' }])
    expect(await step.run()).toBe(1)
  })

  it.each([
    [{ scripting: { allowedLanguages: [] } }, undefined],
    [{ scripting: { allowedLanguages: ['javascript'] } }, undefined],
    [{ scripting: { allowedLanguages: ['javascript'] } }, ['javascript' as const]],
  ])('allow a language: %j with %j in the options', async (management, allowedLanguages) => {
    const step = await stepOf({ files, management, options: allowedLanguages === undefined ? {} : { allowedLanguages } })
    expect(step.problems).toEqual([])
    expect(await step.run()).toBe(1)
  })

  it.each([
    [{ scripting: { allowedLanguages: ['python'] } }, undefined],
    [{ scripting: { allowedLanguages: ['javascript'] } }, ['python' as const]],
    [{}, []],
  ])('refuse a language: %j with %j in the options', async (management, allowedLanguages) => {
    const step = await stepOf({ files, management, options: allowedLanguages === undefined ? {} : { allowedLanguages } })
    expect(step.problems).toMatchObject([{ severity: 'warning', code: 'NAFTIKO_SCRIPT_LANGUAGE' }])
    await expect(step.run()).rejects.toThrow('is written in javascript, which is not among the allowed languages')
  })

  it.each([
    ['the document', { scripting: { enabled: false } }, {}],
    ['the environment', {}, { env: { NAFTIKO_SCRIPTING: 'false' } }],
    ['the options, whatever the document says', { scripting: { enabled: true } }, { enabled: false }],
  ])('switch scripts off: %s', async (_, management, options) => {
    const step = await stepOf({ files, management, options })
    expect(step.problems).toEqual([])
    await expect(step.run()).rejects.toMatchObject({ code: 'NAFTIKO_SCRIPT_UNUSABLE', status: 501 })
  })

  it.each([
    ['the document, whatever the environment says', { scripting: { enabled: true } }, { env: { NAFTIKO_SCRIPTING: 'false' } }],
    ['nobody', {}, { env: {} }],
  ])('leave scripts on: %s', async (_, management, options) => {
    const step = await stepOf({ files, management, options })
    expect(await step.run()).toBe(1)
  })
})

describe('a script without a result', () => {
  it('is reported', async () => {
    const step = await stepOf({ files: { 'main.js': 'context.a + 1' } })
    expect(step.problems).toMatchObject([{ severity: 'warning', code: 'NAFTIKO_SCRIPT_RESULT', at: '/file' }])
    expect(await step.run()).toBeNull()
  })
})
