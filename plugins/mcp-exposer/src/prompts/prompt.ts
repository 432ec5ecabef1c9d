import type { JsonValue, LinkContext } from '@naftiko/plugin-api'
import { compileBlock, type MakeBlock } from '../content/block.ts'
import { declaredFile } from '../content/declared-file.ts'
import { type ArgumentValues, fillText, placeholdersIn } from '../content/placeholders.ts'
import type { IconEntry } from '../entry/icon.ts'
import type { PromptArgumentEntry, PromptEntry } from '../entry/prompt-entry.ts'
import { readPromptArguments } from './arguments.ts'

/** A prompt as clients see it in `prompts/list`. */
export interface PromptDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly icons?: readonly IconEntry[]
  readonly arguments?: readonly object[]
}

/** One message of a prompt, as the protocol has it. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant'
  readonly content: JsonValue
}

type MakeMessage = (values: ArgumentValues) => Promise<PromptMessage>

export interface Prompt {
  readonly definition: PromptDefinition
  /** The values that arguments can have, where the document says. */
  readonly choices: ReadonlyMap<string, readonly string[]>
  /** Rejects only with a `ProtocolError`. */
  get(given: JsonValue | undefined): Promise<{ readonly description?: string; readonly messages: readonly PromptMessage[] }>
}

/** Compiles one prompt. */
export async function compilePrompt(entry: PromptEntry, at: string, context: LinkContext, limit: number): Promise<Prompt> {
  const declared = entry.arguments ?? []
  const messages = await new PromptCompiler(declared, context, limit).messages(entry, at)
  const description = entry.description === undefined ? {} : { description: entry.description }
  return {
    definition: definitionOf(entry, declared),
    choices: new Map(declared.flatMap((one) => (one.enum === undefined ? [] : [[one.name, one.enum.map(String)] as const]))),
    get: async (given) => {
      const values = readPromptArguments(declared, given)
      return { ...description, messages: await Promise.all(messages.map((make) => make(values))) }
    },
  }
}

function definitionOf(entry: PromptEntry, declared: readonly PromptArgumentEntry[]): PromptDefinition {
  return {
    name: entry.name!,
    ...(entry.label === undefined ? {} : { title: entry.label }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
    ...(entry.icons === undefined ? {} : { icons: entry.icons }),
    ...(declared.length === 0 ? {} : { arguments: declared.map(argumentOf) }),
  }
}

function argumentOf({ name, label, description, required, default: otherwise }: PromptArgumentEntry): object {
  return {
    name,
    ...(label === undefined ? {} : { title: label }),
    ...(description === undefined ? {} : { description }),
    required: (required ?? true) && otherwise === undefined,
  }
}

class PromptCompiler {
  readonly #names: ReadonlySet<string>
  readonly #context: LinkContext
  readonly #limit: number

  constructor(declared: readonly PromptArgumentEntry[], context: LinkContext, limit: number) {
    this.#names = new Set(declared.map(({ name }) => name))
    this.#context = context
    this.#limit = limit
  }

  async messages(entry: PromptEntry, at: string): Promise<readonly MakeMessage[]> {
    if (entry.location !== undefined) return this.#fromFile(entry.location, `${at}/location`)
    const { template } = entry
    if (template === undefined || template.length === 0) {
      const hint = 'add "template" with messages, or "location" with a file'
      this.#context.report({
        severity: 'warning',
        code: 'NAFTIKO_PROMPT_EMPTY',
        message: `the prompt "${entry.name}" says nothing`,
        hint,
        at,
      })
      return []
    }
    if (typeof template === 'string') return [saidBy('user', await this.#block(template, `${at}/template`))]
    return Promise.all(
      template.map(async ({ role, content }, index) =>
        saidBy(role ?? 'user', await this.#block(content, `${at}/template/${index}/content`)),
      ),
    )
  }

  async #fromFile(location: string, at: string): Promise<readonly MakeMessage[]> {
    const file = await declaredFile(location, at, this.#context, this.#limit)
    if (file === undefined) return []
    // It is read again for every client; now it is only looked at, so that its author hears what is wrong with it.
    const text = await file.read().then(String, () => '')
    this.#reportUnknown(text, at)
    return [saidBy('user', async (values) => ({ type: 'text', text: fillText(String(await file.read()), values) }))]
  }

  #block(content: Parameters<typeof compileBlock>[0], at: string): Promise<MakeBlock> {
    this.#reportUnknown(content, at)
    return compileBlock(content, at, this.#context, this.#limit)
  }

  #reportUnknown(content: JsonValue, at: string): void {
    for (const name of new Set(placeholdersIn(content)))
      if (!this.#names.has(name))
        this.#context.report({
          severity: 'warning',
          code: 'NAFTIKO_PROMPT_PLACEHOLDER',
          message: `"{{${name}}}" is no argument of the prompt, so it stays as it is`,
          hint: this.#names.size === 0 ? 'declare it in "arguments"' : `its arguments are ${[...this.#names].join(', ')}`,
          at,
        })
  }
}

function saidBy(role: PromptMessage['role'], make: MakeBlock): MakeMessage {
  return async (values) => ({ role, content: await make(values) })
}
