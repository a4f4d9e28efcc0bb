/** The functions of the language at 200,000 points each; a tenth of them in every run of the tests. */
import { functionErrors } from '../lang/function-errors.ts'

functionErrors(200_000)
