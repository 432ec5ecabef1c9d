import type { Callable } from './answer.ts'
import { page } from './rest-operations.ts'

/** Every page of a running skill exposer: its catalogue, and of each skill its description, its files and its archive. */
export async function skillPages(url: string, headers: Readonly<Record<string, string>>): Promise<readonly Callable[]> {
  const response = await fetch(`${url}/skills`, { headers })
  const { skills } = (await response.json()) as { readonly skills: readonly { readonly name: string }[] }
  const pages = skills.flatMap(({ name }) => [`/skills/${encodeURIComponent(name)}`, `/skills/${encodeURIComponent(name)}/contents`])
  return ['/skills', ...pages].map((path) => page(`skill GET ${path}`, url + path, headers, 'skill'))
}
