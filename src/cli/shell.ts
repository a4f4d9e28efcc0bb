/** A command that can be pasted into a shell: arguments with spaces or signs of the shell in single quotes. */
export const commandLine = (args: readonly string[]): string => args.map(quoted).join(' ')

const quoted = (arg: string): string => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)
