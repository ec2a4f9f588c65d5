export { AppError, codeOf, type Reason } from './app-error.ts'
export { assert } from './assert.ts'
export { type CodeDefinition, defineCodes, type Retry } from './code-definition.ts'
export { codeFromNumber, describeCode, type ErrorCode, errorTable, isErrorCode } from './table.ts'
