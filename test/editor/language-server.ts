import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** What an editor shows below a line. */
export interface Finding {
  readonly message: string
  readonly severity: number
  readonly range: { readonly start: { readonly line: number; readonly character: number } }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** `yaml-language-server` over its standard streams, as an editor drives it. */
export class LanguageServer {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #findings = new Map<string, (findings: readonly Finding[]) => void>()
  #buffer = Buffer.alloc(0)
  #last = 0

  constructor() {
    const manifest = createRequire(import.meta.url).resolve('yaml-language-server/package.json')
    const program = path.join(path.dirname(manifest), 'bin/yaml-language-server')
    this.#process = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
    this.#process.stdout!.on('data', (chunk: Buffer) => this.#read(chunk))
  }

  async start(): Promise<void> {
    const capabilities = {
      textDocument: { completion: { completionItem: { snippetSupport: true } }, hover: {} },
      workspace: { configuration: true },
    }
    await this.#request('initialize', { processId: process.pid, rootUri: null, capabilities })
    this.#send({ method: 'initialized', params: {} })
  }

  /** Opens a text under a file name, and resolves to what the editor would underline. */
  async open(file: string, text: string): Promise<readonly Finding[]> {
    const uri = pathToFileURL(file).href
    const found = new Promise<readonly Finding[]>((resolve) => this.#findings.set(uri, resolve))
    this.#send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } })
    return found
  }

  async completion(file: string, position: Position): Promise<readonly string[]> {
    const result = (await this.#request('textDocument/completion', at(file, position))) as {
      readonly items: readonly { readonly label: string }[]
    }
    return result.items.map(({ label }) => label)
  }

  async hover(file: string, position: Position): Promise<string> {
    const result = (await this.#request('textDocument/hover', at(file, position))) as {
      readonly contents: { readonly value: string }
    } | null
    return result?.contents.value ?? ''
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    await this.#request('shutdown', null)
    this.#send({ method: 'exit' })
    await ended
  }

  #request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error.message))))
      this.#send({ id, method, params })
    })
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.stdin!.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n')
      const length = /Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, Math.max(end, 0)).toString())?.[1]
      if (length === undefined || this.#buffer.length < end + 4 + Number(length)) return
      const text = this.#buffer.subarray(end + 4, end + 4 + Number(length)).toString()
      this.#buffer = this.#buffer.subarray(end + 4 + Number(length))
      this.#take(JSON.parse(text) as Message)
    }
  }

  #take(message: Message): void {
    if (message.method === undefined) this.#waiting.get(message.id!)?.(message)
    else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { readonly uri: string; readonly diagnostics: readonly Finding[] }
      this.#findings.get(uri)?.(diagnostics)
    } else if (message.id !== undefined) this.#send({ id: message.id, result: this.#answer(message) })
  }

  /** The server asks for its settings; a schema is named by each document itself. */
  #answer({ method, params }: Message): unknown {
    if (method !== 'workspace/configuration') return null
    const { items } = params as { readonly items: readonly { readonly section?: string }[] }
    return items.map(({ section }) =>
      section === 'yaml' ? { validate: true, completion: true, hover: true, schemaStore: { enable: false } } : {},
    )
  }
}

/** Zero-based, as the protocol counts. */
export interface Position {
  readonly line: number
  readonly character: number
}

function at(file: string, position: Position): object {
  return { textDocument: { uri: pathToFileURL(file).href }, position }
}
