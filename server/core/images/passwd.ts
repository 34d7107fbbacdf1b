/** The users of an image, from its /etc/passwd (`man 5 passwd`). Lines of another form say nothing. */
import type { UserIds } from './model.ts';

export function readPasswd(text: string): ReadonlyMap<string, UserIds> {
  const users = new Map<string, UserIds>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = '', gid = '', , home = ''] = line.trim().split(':');
    // The first entry of a name counts.
    if (name === '' || users.has(name) || !isNumber(uid) || !isNumber(gid)) continue;
    users.set(name, {
      uid: Number(uid),
      gid: Number(gid),
      home: home.startsWith('/') ? home : null,
    });
  }
  return users;
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}
