import type { JsonObject, Operation } from '@naftiko/plugin-api'
import type { CompiledCapability } from '../compile/compiled.ts'
import { qualifiedNames } from '../compile/qualified-names.ts'
import type { GraphDescription, GraphNode } from '../public.ts'

type Edge = GraphDescription['edges'][number]

/** The compiled capability as nodes and edges, for people and tools. */
export function describeGraph(compiled: CompiledCapability): GraphDescription {
  return {
    name: compiled.model.name,
    nodes: [...binderNodes(compiled), ...consumerNodes(compiled), ...functionNodes(compiled), ...exposerNodes(compiled)],
    edges: edgesOf(compiled),
  }
}

function binderNodes(compiled: CompiledCapability): readonly GraphNode[] {
  return compiled.binders.map((binder, index) => ({
    id: binderId(index),
    kind: 'binder',
    type: binder.type,
    label: binder.namespace,
    details: { variables: binder.variables },
  }))
}

function consumerNodes(compiled: CompiledCapability): readonly GraphNode[] {
  return compiled.consumers.flatMap(({ namespace, type, node }) => [
    { id: namespace, kind: 'consumer' as const, type, label: namespace },
    ...named(namespace, node.operations).map(([id, operation]) => operationNode(id, operation, namespace, 'operation', type)),
  ])
}

function functionNodes(compiled: CompiledCapability): readonly GraphNode[] {
  return compiled.functions.map(({ name, operation, namespace }) =>
    operationNode(name, operation, namespace, 'function', 'aggregate', false),
  )
}

function exposerNodes(compiled: CompiledCapability): readonly GraphNode[] {
  return compiled.exposers.flatMap(({ namespace, type, node }) => [
    { id: namespace, kind: 'exposer' as const, type, label: namespace, details: { ...node.endpoint } as JsonObject },
    ...named(namespace, node.operations).map(([id, operation]) => operationNode(id, operation, namespace, 'route', type)),
  ])
}

/** Operations under the ids of their nodes. */
function named(namespace: string, operations: readonly Operation[]): readonly (readonly [id: string, operation: Operation])[] {
  const names = qualifiedNames(namespace, operations)
  return operations.map((operation, index) => [names[index]!, operation] as const)
}

function operationNode(
  id: string,
  operation: Operation,
  namespace: string,
  kind: 'operation' | 'function' | 'route',
  type: string,
  nested = true,
): GraphNode {
  const details: Record<string, JsonObject[string]> = {}
  if (operation.description !== undefined) details['description'] = operation.description
  if (operation.summary !== undefined) details['summary'] = operation.summary
  details['inputs'] = operation.input.parameters.map((parameter) => ({
    name: parameter.name,
    required: parameter.required,
    ...(parameter.in === undefined ? {} : { in: parameter.in }),
  }))
  if (operation.input.payload !== 'none') details['payload'] = operation.input.payload
  return {
    id,
    kind,
    type,
    label: nested ? operation.name : `${namespace}.${operation.name}`,
    ...(nested ? { parent: namespace } : {}),
    details,
  }
}

function edgesOf(compiled: CompiledCapability): readonly Edge[] {
  const calls = compiled.exposers.flatMap(({ namespace, node }) =>
    named(namespace, node.operations).flatMap(([from, operation]) => (operation.calls ?? []).map((to) => ({ from, to }))),
  )
  const functions = compiled.functions.flatMap(({ name, operation }) => (operation.calls ?? []).map((call) => ({ from: name, to: call })))
  return [...calls, ...functions, ...variableEdges(compiled)]
}

function variableEdges(compiled: CompiledCapability): readonly Edge[] {
  return compiled.binders.flatMap((binder, index) => {
    const users = new Set(binder.variables.flatMap((variable) => [...(compiled.uses.get(variable) ?? [])]))
    return [...users].map((user) => ({ from: user, to: binderId(index) }))
  })
}

function binderId(index: number): string {
  return `binds/${index}`
}
