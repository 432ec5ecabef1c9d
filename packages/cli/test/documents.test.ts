import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { declaresCapability, findDocuments } from '../src/documents.ts'
import { processIo } from '../src/io.ts'
import { folderWith } from './terminal.ts'

describe('a text', () => {
  it.each([
    ['naftiko: 1.0.0', '.yaml', true],
    ['# comment\n---\nnaftiko: 1', '.yml', true],
    ['--- naftiko: 1', '.yml', true],
    ['"capability":\n  x', '.yaml', true],
    ['{ikanos: 1}', '.yaml', true],
    ['\uFEFFnaftiko: 1', '.yaml', true],
    ['naftiko: [broken', '.yaml', true],
    ['services:\n  naftiko: x', '.yaml', false],
    ['naftikoish: 1', '.yaml', false],
    ['{"naftiko":"1"}', '.json', true],
    ['{"info":{},"capability":{}}', '.json', true],
    ['{"capability": {broken', '.json', true],
    ['{"dependencies":{"naftiko":"1"}}', '.json', false],
    ['null', '.json', false],
  ])('%j (%s) is a capability document: %s', (text, extension, expected) => {
    expect(declaresCapability(text, extension)).toBe(expected)
  })
})

describe('operands', () => {
  const find = async (files: Record<string, string>, operands: (folder: string) => readonly string[]) => {
    const folder = await folderWith(files)
    const { files: found, empty } = await findDocuments(processIo(), operands(folder))
    return { found: found.map((file) => path.relative(folder, file)), empty }
  }

  it('that are folders stand for the capability documents directly in them, by name', async () => {
    const files = {
      'b.yaml': 'naftiko: 1',
      'a.yml': 'naftiko: 1',
      'c.json': '{"naftiko":"1"}',
      'other.yaml': 'x: 1',
      'notes.md': 'naftiko: 1',
      '.hidden.yaml': 'naftiko: 1',
      'node_modules/x.yaml': 'naftiko: 1',
    }
    expect((await find(files, (folder) => [folder])).found).toEqual(['a.yml', 'b.yaml', 'c.json'])
  })

  it('that are files are taken as they are, once', async () => {
    const files = { 'a.yaml': 'naftiko: 1', 'other.txt': 'x' }
    const operands = (folder: string) => [`${folder}/other.txt`, folder, `${folder}/a.yaml`, `${folder}/missing.yaml`]
    expect((await find(files, operands)).found).toEqual(['other.txt', 'a.yaml', 'missing.yaml'])
  })

  it('that are folders without capability documents are reported', async () => {
    const { found, empty } = await find({ 'x.yaml': 'x: 1' }, (folder) => [folder])
    expect(found).toEqual([])
    expect(empty).toMatchObject([{ severity: 'error', code: 'NAFTIKO_NOT_A_CAPABILITY' }])
  })
})
