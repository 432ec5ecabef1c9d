import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** What a page says about the tools of its skill; empty when it has none. */
export function toolsSection(detail: JsonObject): string {
  const tools = isList(detail['tools']) ? detail['tools'].filter((tool): tool is JsonObject => isObject(tool)) : []
  return tools.length === 0 ? '' : `\n## Tools of this skill\n\n${tools.map(lineOf).join('\n')}\n`
}

function lineOf(tool: JsonObject): string {
  const description = typeof tool['description'] === 'string' ? `: ${sentence(tool['description'])}` : ''
  return `- **${oneLine(String(tool['name']))}**${description}${whereabouts(tool)}`
}

function whereabouts({ type, instruction, invocationRef }: JsonObject): string {
  if (type === 'instruction') {
    const file = String(instruction)
    return ` See [${file}](<${file}>).`
  }
  return type === 'derived' && isObject(invocationRef) ? servedBy(invocationRef) : ''
}

function servedBy({ targetNamespace, action, mode }: Readonly<Record<string, JsonValue>>): string {
  const served = mode === 'rest' ? 'operation' : 'MCP tool'
  return ` Use the ${served} \`${String(action)}\` of \`${String(targetNamespace)}\`.`
}

function sentence(text: string): string {
  const line = oneLine(text)
  return /[.!?:)\]]$/.test(line) ? line : `${line}.`
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
