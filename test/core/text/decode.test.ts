/** Which encoding the bytes of a file are read in, for files from every editor and shell. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createUtf8Decoder, decodeText } from '../../../server/core/text/decode.ts';
import { byteOrderMark } from '../../../server/core/text/encodings.ts';

const TEXT = 'Größe: 12 ━━━ 🐳 and enough plain letters around\r\n';

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('text of unknown encoding', () => {
  for (const [name, bytes, encoding] of [
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8-bom'],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16LE', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['UTF-16BE with a mark', bigEndian(`\ufeff${TEXT}`), 'utf-16be'],
    ['UTF-16BE', bigEndian(TEXT), 'utf-16be'],
  ] as const) {
    it(`is read as ${name}`, () => {
      assert.deepEqual(decodeText(bytes), { text: TEXT, encoding, lossy: false });
    });
  }

  it('is Latin-1 where it cannot be UTF-8', () => {
    const decoded = decodeText(Buffer.from('Gr\u00f6\u00dfe', 'latin1'));
    assert.deepEqual(decoded, { text: 'Größe', encoding: 'latin-1', lossy: false });
  });

  it('is UTF-8 where little of it is damaged', () => {
    const bytes = Buffer.from(TEXT);
    const cut = decodeText(Buffer.concat([bytes, Buffer.from([0xe2, 0x94])]));
    assert.deepEqual([cut.encoding, cut.lossy], ['utf-8', true]);
    assert.ok(cut.text.startsWith(TEXT));
  });

  it('may be empty', () => {
    assert.deepEqual(decodeText(new Uint8Array()), { text: '', encoding: 'utf-8', lossy: false });
    assert.equal(byteOrderMark(new Uint8Array([0xef, 0xbb])), null);
  });

  it('comes in pieces of any size', () => {
    const bytes = Buffer.from(TEXT);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
        const decode = createUtf8Decoder();
        let text = '';
        for (let at = 0; at < bytes.length; at += size)
          text += decode(bytes.subarray(at, at + size));
        assert.equal(text, TEXT);
      }),
    );
  });

  it('is text whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(typeof decodeText(bytes).text, 'string');
      }),
    );
  });
});
