import type { JsonObject } from './json.ts'

/** A model of the imitation. Prices are dollars per million tokens and invented, like the rest. */
export interface Model {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly context: number
  readonly prompt: number
  readonly completion: number
  readonly inputs: readonly string[]
  readonly tools: boolean
  readonly providers: readonly string[]
  readonly created: number
}

/** This model answers 429 with `Retry-After`. */
export const BUSY = 'demo/busy'
/** This model fails in the middle of its answer. */
export const BROKEN = 'demo/broken'

type Row = readonly [
  id: string,
  name: string,
  description: string,
  context: number,
  prompt: number,
  completion: number,
  providers: readonly string[],
  inputs?: readonly string[],
]

const ROWS: readonly Row[] = [
  [
    'openai/gpt-4o',
    'OpenAI: GPT-4o',
    'All-round model that reads text and pictures.',
    128_000,
    2.5,
    10,
    ['OpenAI', 'Azure'],
    ['text', 'image'],
  ],
  [
    'openai/gpt-4o-mini',
    'OpenAI: GPT-4o-mini',
    'Small and quick, for everyday work.',
    128_000,
    0.15,
    0.6,
    ['OpenAI', 'Azure'],
    ['text', 'image'],
  ],
  [
    'anthropic/claude-3.5-sonnet',
    'Anthropic: Claude 3.5 Sonnet',
    'Strong at code and long documents.',
    200_000,
    3,
    15,
    ['Anthropic', 'Amazon Bedrock'],
    ['text', 'image'],
  ],
  [
    'anthropic/claude-3.5-haiku',
    'Anthropic: Claude 3.5 Haiku',
    'The quick one of its family.',
    200_000,
    0.8,
    4,
    ['Anthropic'],
    ['text', 'image'],
  ],
  ['google/gemini-flash-1.5', 'Google: Gemini 1.5 Flash', 'Reads very long inputs.', 1_000_000, 0.075, 0.3, ['Google'], ['text', 'image']],
  ['mistralai/mistral-small', 'Mistral: Small', 'Compact European model.', 32_768, 0.2, 0.6, ['Mistral']],
  [
    'meta-llama/llama-3.1-70b-instruct',
    'Meta: Llama 3.1 70B Instruct',
    'Open weights, widely hosted.',
    131_072,
    0.3,
    0.4,
    ['DeepInfra', 'Together', 'Fireworks'],
  ],
  [
    'meta-llama/llama-3.1-8b-instruct:free',
    'Meta: Llama 3.1 8B Instruct (free)',
    'The small one, at no charge.',
    131_072,
    0,
    0,
    ['DeepInfra'],
  ],
  ['qwen/qwen-2.5-72b-instruct', 'Qwen: 2.5 72B Instruct', 'Good at mathematics and many languages.', 131_072, 0.35, 0.4, ['Together']],
  ['deepseek/deepseek-chat', 'DeepSeek: Chat', 'Large mixture of experts.', 65_536, 0.14, 0.28, ['DeepInfra', 'Fireworks']],
  [BUSY, 'Demo: Busy', 'Always at its limit: answers 429 with Retry-After.', 8192, 0, 0, ['Demo']],
  [BROKEN, 'Demo: Broken', 'Fails in the middle of its answer, after the status has been sent.', 8192, 0, 0, ['Demo']],
]

export const MODELS: readonly Model[] = ROWS.map(([id, name, description, context, prompt, completion, providers, inputs], index) => ({
  id,
  name,
  description,
  context,
  prompt,
  completion,
  inputs: inputs ?? ['text'],
  tools: context > 10_000,
  providers,
  created: 1_715_000_000 + index * 2_592_000,
}))

export function findModel(id: string): Model | undefined {
  return MODELS.find((model) => model.id === id)
}

/** One entry of `GET /models`. */
export function describeModel(model: Model): JsonObject {
  return {
    id: model.id,
    canonical_slug: model.id.replace(/:.*$/, ''),
    name: model.name,
    created: model.created,
    description: model.description,
    context_length: model.context,
    architecture: architectureOf(model),
    pricing: pricingOf(model),
    top_provider: { context_length: model.context, max_completion_tokens: Math.floor(model.context / 8), is_moderated: false },
    per_request_limits: null,
    supported_parameters: parametersOf(model),
  }
}

/** The answer of `GET /models/{author}/{slug}/endpoints`. */
export function describeEndpoints(model: Model): JsonObject {
  return {
    id: model.id,
    name: model.name,
    created: model.created,
    description: model.description,
    architecture: architectureOf(model),
    endpoints: model.providers.map((provider, index) => ({
      name: `${provider} | ${model.id}`,
      provider_name: provider,
      tag: slugOf(provider),
      context_length: model.context,
      pricing: pricingOf(model),
      quantization: index === 0 ? 'fp16' : 'fp8',
      max_completion_tokens: Math.floor(model.context / 8),
      max_prompt_tokens: null,
      supported_parameters: parametersOf(model),
      status: 0,
      uptime_last_30m: 99.9 - index,
    })),
  }
}

/** Every provider of the models, as `GET /providers` lists them. */
export function describeProviders(): readonly JsonObject[] {
  const names = [...new Set(MODELS.flatMap((model) => model.providers))].toSorted()
  return names.map((name) => ({
    name,
    slug: slugOf(name),
    privacy_policy_url: `https://${slugOf(name)}.example/privacy`,
    terms_of_service_url: `https://${slugOf(name)}.example/terms`,
    status_page_url: null,
  }))
}

/** Dollars for one exchange. */
export function costOf(model: Model, promptTokens: number, completionTokens: number): number {
  return (promptTokens * model.prompt + completionTokens * model.completion) / 1e6
}

function architectureOf({ inputs }: Model): JsonObject {
  return {
    modality: `${inputs.join('+')}->text`,
    input_modalities: inputs,
    output_modalities: ['text'],
    tokenizer: 'Other',
    instruct_type: null,
  }
}

/** The API writes prices as texts: dollars for one token. */
function pricingOf({ prompt, completion }: Model): JsonObject {
  return { prompt: priceText(prompt), completion: priceText(completion), request: '0', image: '0' }
}

function priceText(perMillion: number): string {
  return (perMillion / 1e6).toFixed(10).replace(/\.?0+$/, '')
}

function parametersOf({ tools }: Model): readonly string[] {
  return ['max_tokens', 'temperature', 'top_p', 'stop', 'response_format', ...(tools ? ['tools', 'tool_choice'] : [])]
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')
}
