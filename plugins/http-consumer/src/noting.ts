import type { CompileContext } from '@naftiko/plugin-api'

/**
 * A context that also notes which arguments the templates compiled through it refer to. Of `{{user.name}}` that is
 * `user`, unless an input is declared by the whole name.
 */
export function notingContext(context: CompileContext, declared: readonly string[], note: (argument: string) => void): CompileContext {
  return {
    ...context,
    template: (text, at, options) => {
      const template = context.template(text, at, options)
      for (const { source, name } of template.references) {
        if (source === 'input') note(declared.includes(name) ? name : name.split('.', 1)[0]!)
      }
      return template
    },
  }
}
