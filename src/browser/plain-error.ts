/** Errors as plain data and back, so that a page can tell a SpecError of its worker from a RunError. */
import { ApicalError, DataError, RunError, SpecError } from '../errors.ts'

export interface PlainError {
  name: string
  message: string
  parts: string[] // path or file, expected, received
}

export const plainError = (error: unknown): PlainError => {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  if (error instanceof SpecError) return { name, message, parts: [error.path, error.expected, error.received] }
  if (error instanceof DataError) return { name, message, parts: [error.file, error.expected, error.received] }
  return { name, message, parts: [] }
}

export const errorFrom = ({ name, message, parts: [where, expected, received] }: PlainError): Error => {
  if (name === 'SpecError') return new SpecError(where, expected, received)
  if (name === 'DataError') return new DataError(where, expected, received)
  return name === 'ApicalError' ? new ApicalError(message) : new RunError(message)
}
