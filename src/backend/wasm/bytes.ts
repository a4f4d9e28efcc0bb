/** WebAssembly in bytes: instructions, functions, modules. Only what the emitter uses. */

type Operand = 'none' | 'index' | 'block' | 'i32' | 'f32' | 'v128' | 'lane' | 'shuffle' | 'memory' | 'copy' | 'fill'

/** Opcode (after 0xfd for SIMD, 0xfc for bulk memory), what follows it, and the alignment of a memory access. */
type Encoding = readonly [code: number, operand: Operand, align?: number]

const simd = (code: number, operand: Operand = 'none', align = 0): Encoding => [0xfd00 + code, operand, align]

const opcodes = {
  nop: [0x01, 'none'],
  block: [0x02, 'block'],
  loop: [0x03, 'block'],
  if: [0x04, 'block'],
  else: [0x05, 'none'],
  end: [0x0b, 'none'],
  br: [0x0c, 'index'],
  br_if: [0x0d, 'index'],
  return: [0x0f, 'none'],
  call: [0x10, 'index'],
  drop: [0x1a, 'none'],
  select: [0x1b, 'none'],
  'local.get': [0x20, 'index'],
  'local.set': [0x21, 'index'],
  'local.tee': [0x22, 'index'],
  'i32.load': [0x28, 'memory', 2],
  'f32.load': [0x2a, 'memory', 2],
  'i32.store': [0x36, 'memory', 2],
  'f32.store': [0x38, 'memory', 2],
  'i32.const': [0x41, 'i32'],
  'f32.const': [0x43, 'f32'],
  'i32.eqz': [0x45, 'none'],
  'i32.eq': [0x46, 'none'],
  'i32.ne': [0x47, 'none'],
  'i32.lt_s': [0x48, 'none'],
  'i32.lt_u': [0x49, 'none'],
  'i32.gt_s': [0x4a, 'none'],
  'i32.gt_u': [0x4b, 'none'],
  'i32.le_s': [0x4c, 'none'],
  'i32.ge_s': [0x4e, 'none'],
  'i32.ge_u': [0x4f, 'none'],
  'f32.ne': [0x5c, 'none'],
  'f32.lt': [0x5d, 'none'],
  'f32.gt': [0x5e, 'none'],
  'i32.ctz': [0x68, 'none'],
  'i32.popcnt': [0x69, 'none'],
  'i32.add': [0x6a, 'none'],
  'i32.sub': [0x6b, 'none'],
  'i32.mul': [0x6c, 'none'],
  'i32.div_u': [0x6e, 'none'],
  'i32.rem_s': [0x6f, 'none'],
  'i32.and': [0x71, 'none'],
  'i32.or': [0x72, 'none'],
  'i32.shl': [0x74, 'none'],
  'i32.shr_u': [0x76, 'none'],
  'f32.eq': [0x5b, 'none'],
  'f32.add': [0x92, 'none'],
  'f32.mul': [0x94, 'none'],
  'i32.trunc_f32_s': [0xa8, 'none'],
  'f32.convert_i32_s': [0xb2, 'none'],
  'i32.reinterpret_f32': [0xbc, 'none'],
  'f32.reinterpret_i32': [0xbe, 'none'],
  'memory.copy': [0xfc0a, 'copy'],
  'memory.fill': [0xfc0b, 'fill'],
  'v128.load': simd(0, 'memory', 4),
  'v128.load32_splat': simd(9, 'memory', 2),
  'v128.store': simd(11, 'memory', 4),
  'v128.const': simd(12, 'v128'),
  'i8x16.swizzle': simd(14),
  'i32x4.splat': simd(17),
  'f32x4.splat': simd(19),
  'i32x4.extract_lane': simd(27, 'lane'),
  'i32x4.replace_lane': simd(28, 'lane'),
  'f32x4.extract_lane': simd(31, 'lane'),
  'i8x16.shuffle': simd(13, 'shuffle'),
  'i32x4.eq': simd(55),
  'i32x4.ne': simd(56),
  'i32x4.lt_s': simd(57),
  'i32x4.gt_s': simd(59),
  'i32x4.le_s': simd(61),
  'i32x4.ge_s': simd(63),
  'f32x4.eq': simd(65),
  'f32x4.ne': simd(66),
  'f32x4.lt': simd(67),
  'f32x4.gt': simd(68),
  'f32x4.le': simd(69),
  'f32x4.ge': simd(70),
  'v128.not': simd(77),
  'v128.and': simd(78),
  'v128.andnot': simd(79),
  'v128.or': simd(80),
  'v128.xor': simd(81),
  'v128.bitselect': simd(82),
  'v128.any_true': simd(83),
  'f32x4.floor': simd(104),
  'f32x4.trunc': simd(105),
  'i32x4.bitmask': simd(164),
  'i32x4.shl': simd(171),
  'i32x4.shr_s': simd(172),
  'i32x4.shr_u': simd(173),
  'i32x4.add': simd(174),
  'i32x4.sub': simd(177),
  'i32x4.mul': simd(181),
  'i32x4.min_s': simd(182),
  'i32x4.max_s': simd(184),
  'f32x4.abs': simd(224),
  'f32x4.neg': simd(225),
  'f32x4.sqrt': simd(227),
  'f32x4.add': simd(228),
  'f32x4.sub': simd(229),
  'f32x4.mul': simd(230),
  'f32x4.div': simd(231),
  'f32x4.pmin': simd(234),
  'f32x4.pmax': simd(235),
  'i32x4.trunc_sat_f32x4_s': simd(248),
  'f32x4.convert_i32x4_s': simd(250),
} as const satisfies Record<string, Encoding>

export type Mnemonic = keyof typeof opcodes
/** An instruction: its name and its operands. A memory access has its offset; a block its result type or none. */
export type Instruction = readonly [Mnemonic, ...number[]]
export type ValueType = 'i32' | 'f32' | 'v128'

export interface Func {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly code: readonly Instruction[]
}

export const isMnemonic = (name: string): name is Mnemonic => Object.hasOwn(opcodes, name)

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
  if (operand === 'v128') return ['i32x4', ...values.map(String)]
  if (operand === 'block') return values.length ? ['(result v128)'] : []
  return values.map(String)
}
