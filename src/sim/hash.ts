/** The digest of a run: SHA-256, chained presentation by presentation over the events of every population but the input. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Logged } from '../backend/backend.ts'

/** SHA-256 of the parts laid end to end, 32 bytes. In Node a faster one is put in its place. */
export type Sha256 = (parts: readonly Uint8Array[]) => Uint8Array

export const portableSha256: Sha256 = parts => {
  const hash = sha256.create()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** Hash of one presentation of a lane: for each event log, counts tick by tick, then entries. */
export const presentationHash = (
  hash: Sha256,
  logs: Record<string, Logged>[],
  probes: readonly string[],
  lane: number,
): Uint8Array => {
  const parts: Uint8Array[] = []
  for (const logged of logs)
    for (const probe of probes)
      if (logged[probe]) parts.push(bytesOf(logged[probe].counts[lane]), bytesOf(logged[probe].entries[lane]))
  return hash(parts)
}

export const chained = (hash: Sha256, chain: Uint8Array, next: Uint8Array): Uint8Array => hash([chain, next])

export const hex = (bytes: Uint8Array): string => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')
export const unhex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], h => Number.parseInt(h, 16))
