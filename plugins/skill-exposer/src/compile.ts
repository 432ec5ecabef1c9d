import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExposerNode, LinkContext, Operation } from '@naftiko/plugin-api'
import type { SkillExposesEntry } from './entry.ts'
import { offerOf } from './offer/offer.ts'
import { skillsOf } from './skill/places.ts'
import { compileSkills, type Skill } from './skill/skill.ts'

/** Compiles an entry into its catalogue. What serves it is loaded when the host starts. */
export async function compileSkillExposer(entry: SkillExposesEntry, context: LinkContext): Promise<ExposerNode> {
  const skills = await compileSkills(skillsOf(entry, context), context)
  let serve: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  return {
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: operationsOf([...skills.values()]),
    ...(skills.size === 0 ? {} : { offer: offerOf(entry.namespace, [...skills.values()]) }),
    start: async () => {
      const [{ createApp }, { routesOf }] = await Promise.all([import('./http/app.ts'), import('./http/routes.ts')])
      serve = createApp(routesOf(skills), context)
    },
    handle: (request, response) => serve!(request, response),
  }
}

/** Tools of several skills may share a name: then the first has it, and others are called `<skill>-<tool>`. */
function operationsOf(skills: readonly Skill[]): readonly Operation[] {
  const operations = new Map<string, Operation>()
  for (const skill of skills) {
    for (const operation of skill.operations) {
      const own = callable(operation.name)
      const name = operations.has(own) ? callable(`${skill.name}-${operation.name}`) : own
      if (!operations.has(name)) operations.set(name, { ...operation, name })
    }
  }
  return [...operations.values()]
}

/** Callers write `<namespace>.<name>`. */
function callable(name: string): string {
  return name.replaceAll(/[\s.]+/g, '-')
}
