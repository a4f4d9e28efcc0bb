/** WebAssembly in bytes: instructions, functions, modules. Only what the emitter uses. */
import {
  type Encoding,
  type Func,
  type Instruction,
  type Mnemonic,
  type Operand,
  opcodes,
  type ValueType,
} from './opcodes.ts'

export const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
const EMPTY_BLOCK = 0x40

/** LEB128, unsigned. */
export const unsigned = (value: number): number[] => {
  const out: number[] = []
  let rest = value >>> 0
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return [...out, rest]
}

/** LEB128, signed. */
export const signed = (value: number): number[] => {
  const out: number[] = []
  let rest = value | 0
  while (rest < -64 || rest > 63) {
    out.push((rest & 0x7f) | 0x80)
    rest >>= 7
  }
  return [...out, rest & 0x7f]
}

const littleEndian = (view: ArrayBufferView): number[] => [...new Uint8Array(view.buffer)]

const opcode = (code: number): number[] => (code > 0xff ? [code >> 8, ...unsigned(code & 0xff)] : [code])

const operands = (kind: Operand, values: readonly number[], align: number): number[] => {
  switch (kind) {
    case 'none':
      return []
    case 'index':
      return unsigned(values[0])
    case 'block':
      return [values[0] ?? EMPTY_BLOCK]
    case 'i32':
      return signed(values[0])
    case 'f32':
      return littleEndian(Float32Array.of(values[0]))
    case 'v128':
      return littleEndian(Int32Array.from(values))
    case 'lane':
    case 'shuffle':
      return [...values]
    case 'memory':
      return [align, ...unsigned(values[0] ?? 0)]
    case 'memory-lane':
      return [align, ...unsigned(values[0]), values[1]]
    case 'copy':
      return [0, 0]
    case 'fill':
      return [0]
  }
}

const encode = ([name, ...values]: Instruction): number[] => {
  const [code, operand, align] = opcodes[name] as Encoding
  return [...opcode(code), ...operands(operand, values, align ?? 0)]
}

const END = 0x0b

/** A function's code with its size and locals, as it stands in the code section. */
export const encodeFunction = ({ locals, code }: Func): number[] => {
  const body = [...vector(locals.map(type => [1, valueTypes[type]]))]
  for (const instruction of code) body.push(...encode(instruction))
  body.push(END)
  return [...unsigned(body.length), ...body]
}

const vector = (items: readonly (readonly number[])[]): number[] => {
  const out = unsigned(items.length)
  for (const item of items) for (const byte of item) out.push(byte)
  return out
}

const section = (id: number, content: readonly number[]): number[] => {
  const out = [id, ...unsigned(content.length)]
  for (const byte of content) out.push(byte)
  return out
}

const text = (name: string): number[] => {
  const utf8 = new TextEncoder().encode(name)
  return [...unsigned(utf8.length), ...utf8]
}

const signature = ({ params, results }: Pick<Func, 'params' | 'results'>): number[] => [
  0x60,
  ...vector(params.map(t => [valueTypes[t]])),
  ...vector(results.map(t => [valueTypes[t]])),
]

export interface Module {
  /** The memory host.memory that the module imports: pages of 64 KiB. `shared` needs a maximum. */
  readonly memory: { initial: number; maximum?: number; shared?: boolean }
  /** Functions of the host, imported as host.<name>: they come first in the numbering. */
  readonly imports: readonly { name: string; params: readonly ValueType[]; results: readonly ValueType[] }[]
  readonly functions: readonly Func[]
  /** Names by number of the function, imports counted. */
  readonly exports: Readonly<Record<string, number>>
}

/** The bytes of a module. */
export const encodeModule = ({ memory, imports, functions, exports }: Module): Uint8Array<ArrayBuffer> => {
  const limits =
    memory.maximum === undefined
      ? [0, ...unsigned(memory.initial)]
      : [memory.shared ? 3 : 1, ...unsigned(memory.initial), ...unsigned(memory.maximum)]
  const host = text('host')
  const imported = [
    [...host, ...text('memory'), 2, ...limits],
    ...imports.map((f, i) => [...host, ...text(f.name), 0, ...unsigned(i)]),
  ]
  const types = [...imports, ...functions].map(signature)
  const exported = Object.entries(exports).map(([name, index]) => [...text(name), 0, ...unsigned(index)])
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector(imported)),
    ...section(3, vector(functions.map((_, i) => unsigned(imports.length + i)))),
    ...section(7, vector(exported)),
  ]
  for (const byte of section(10, vector(functions.map(encodeFunction)))) bytes.push(byte)
  return Uint8Array.from(bytes)
}

/** A function as text, in the manner of WAT: one instruction a line, indented by blocks. */
export const toText = (name: string, { params, results, locals, code }: Func): string => {
  const lines = [`(func $${name}${list('param', params)}${list('result', results)}${list('local', locals)}`]
  let depth = 1
  for (const [op, ...values] of code) {
    if (op === 'end' || op === 'else') depth--
    lines.push(`${'  '.repeat(depth)}${[op, ...shown(op, values)].join(' ')}`)
    if (op === 'block' || op === 'loop' || op === 'if' || op === 'else') depth++
  }
  return `${lines.join('\n')}\n)`
}

const list = (word: string, types: readonly ValueType[]) => (types.length ? ` (${word} ${types.join(' ')})` : '')

const shown = (op: Mnemonic, values: readonly number[]): string[] => {
  const [, operand] = opcodes[op] as Encoding
  if (operand === 'memory') return values[0] ? [`offset=${values[0]}`] : []
  if (operand === 'memory-lane') return [`offset=${values[0]}`, String(values[1])]
  if (operand === 'v128') return ['i32x4', ...values.map(String)]
  if (operand === 'block') return values.length ? ['(result v128)'] : []
  return values.map(String)
}
