/** Lines that come along with exports and say nothing: prompts, banners, rules; and those that name the machine. */

const companions: readonly RegExp[] = [
  /^\s*$/,
  /^\s*[A-Z]:\\[^>]{0,200}>/,
  /^\s*PS [^>]{0,200}>/,
  /^\s*[$>] ?\w/,
  /^\s*\[?[\w.-]{1,64}@[\w.-]{1,64}[^$#]{0,80}[$#] /,
  /^\s*Microsoft \(R\) Windows Script Host/,
  /^\s*Copyright \(C\)/i,
  /^\s*#TYPE /,
  /^\s*[-=*_~]{3,}\s*$/,
  /^\s*sep=.\s*$/,
  /^\s*(cscript|slmgr|nslookup|dig|host|wevtutil|Get-WinEvent)\b[^:]{0,200}$/i,
]

const machineForms: readonly RegExp[] = [
  /^\s*(?:Computer(?: ?name)?|Host ?name|PSComputerName|Machine)\s*[::]\s*([\w.-]{1,255})\s*$/i,
  /^\s*[=#*-]{2,20}\s*([\w.-]{1,255}?)\s*[=#*-]{2,20}\s*$/,
]

/** Whether a line says nothing. */
export function isCompanion(text: string): boolean {
  return text.length < 512 && companions.some((pattern) => pattern.test(text))
}

/** The machine that a line of its own names, as scripts that collect outputs write it. */
export function machineMarker(text: string): string | undefined {
  if (text.length > 512) return undefined
  for (const form of machineForms) {
    const found = form.exec(text)?.[1]
    if (found !== undefined && /\w/.test(found)) return found
  }
  return undefined
}
