import type protobufjs from 'protobufjs'
import type { Decoder } from '@naftiko/plugin-api'
import { decoderOf } from './decode-message.ts'

type Library = typeof protobufjs
type Read = (file: string) => Promise<Uint8Array>

/** Files that one schema may consist of. */
const MOST_FILES = 200

/** Loads `path.proto#Message`, with everything that the file imports, and compiles it into a decoder. */
export async function loadMessage(location: string, read: Read): Promise<Decoder> {
  const { default: library } = await import('protobufjs')
  const [file, name] = splitLocation(location)
  const root = new library.Root()
  const packageName = await loadFiles(file, { root, read, library })
  root.resolveAll()
  return decoderOf(messageOf(root, { file, name, packageName }, library))
}

function splitLocation(location: string): [string, string | undefined] {
  const [, file, name] = /^(.*?)(?:#(.+))?$/s.exec(location)!
  return [file!, name]
}

interface Loading {
  readonly root: protobufjs.Root
  readonly read: Read
  readonly library: Library
}

/** The package of the file. Imports are relative to it, as for the compiler of the language when it runs there. */
async function loadFiles(file: string, { root, read, library }: Loading): Promise<string | undefined> {
  const base = file.slice(0, file.lastIndexOf('/') + 1)
  const text = async (name: string): Promise<string> => new TextDecoder().decode(await read(name))
  const main = parse(library, { root, file, text: await text(file) })
  const seen = new Set<string>()
  const waiting = [...importsOf(main)]
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (seen.has(name)) continue
    seen.add(name)
    if (seen.size > MOST_FILES) throw new Error(`it imports more than ${MOST_FILES} files`)
    const common = library.common.get(name)
    if (common !== null) root.addJSON((common as protobufjs.INamespace).nested ?? {})
    else waiting.push(...importsOf(parse(library, { root, file: name, text: await imported(name, base, text) })))
  }
  return main.package
}

async function imported(name: string, base: string, text: (file: string) => Promise<string>): Promise<string> {
  try {
    return await text(base + name)
  } catch (error) {
    throw new Error(`it imports ${name}, which cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function importsOf({ imports, weakImports }: protobufjs.IParserResult): readonly string[] {
  return [...(imports ?? []), ...(weakImports ?? [])]
}

function parse(library: Library, { root, file, text }: { root: protobufjs.Root; file: string; text: string }): protobufjs.IParserResult {
  // What the declarations of the library leave out: the parser notes this name on everything that it finds.
  const state = library.parse as unknown as { filename: string | null }
  state.filename = file
  try {
    return library.parse(text, root, { keepCase: true })
  } finally {
    state.filename = null
  }
}

interface Wanted {
  readonly file: string
  readonly name: string | undefined
  readonly packageName: string | undefined
}

function messageOf(root: protobufjs.Root, { file, name, packageName }: Wanted, library: Library): protobufjs.Type {
  const scope = packageName === undefined ? root : root.lookup(packageName)
  const namespace = scope instanceof library.Namespace ? scope : root
  const messages = namespace.nestedArray.filter((one) => one instanceof library.Type && one.filename === file) as protobufjs.Type[]
  if (name === undefined) {
    if (messages[0] === undefined) throw new Error('it declares no message')
    return messages[0]
  }
  const found = namespace.lookup(name, [library.Type])
  if (found instanceof library.Type) return found
  throw new Error(`it has no message "${name}", only ${messages.map((one) => one.name).join(', ')}`)
}
