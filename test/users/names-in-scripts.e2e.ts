import { PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService();
let admin: Person;
beforeAll(async () => void (admin = await service.admin()));

/** A name in each script; those outside the Basic Multilingual Plane come last. */
const NAMES: [script: string, name: string][] = [
  ['Latin', 'Žofie.Ångström_ß'],
  ['Greek', 'Ὀδυσσεύς'],
  ['Cyrillic', 'Ёжик-Їжак'],
  ['Armenian', 'Մեսրոպ'],
  ['Hebrew', 'שָׁלוֹם'],
  ['Arabic', 'مُحَمَّد'],
  ['Syriac', 'ܐܦܪܝܡ'],
  ['Thaana', 'ދިވެހި'],
  ['Nko', 'ߛߏߟߏߡߊߣߊ'],
  ['Devanagari', 'कृष्ण'],
  ['Bengali', 'রবীন্দ্র'],
  ['Gurmukhi', 'ਗੁਰਪ੍ਰੀਤ'],
  ['Gujarati', 'ગુજરાતી'],
  ['Oriya', 'ଓଡ଼ିଆ'],
  ['Tamil', 'தமிழ்மணி'],
  ['Telugu', 'తెలుగు'],
  ['Kannada', 'ಕನ್ನಡಿಗ'],
  ['Malayalam', 'മലയാളി'],
  ['Sinhala', 'සිංහල'],
  ['Thai', 'สมชาย'],
  ['Lao', 'ສຸວັນ'],
  ['Tibetan', 'བོདསྐད'],
  ['Myanmar', 'မြန်မာ'],
  ['Georgian', 'თამარი'],
  ['Hangul', '세종대왕'],
  ['Ethiopic', 'ኢትዮጵያ'],
  ['Cherokee', 'ᏣᎳᎩᎯ'],
  ['Canadian_Aboriginal', 'ᐃᓄᒃᑎᑐᑦ'],
  ['Ogham', 'ᚁᚂᚃᚄ'],
  ['Runic', 'ᚠᚢᚦᚨᚱᚲ'],
  ['Khmer', 'ភាសាខ្មែរ'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ'],
  ['Balinese', 'ᬩᬮᬶᬓ'],
  ['Glagolitic', 'ⰃⰎⰀⰃⰑⰎ'],
  ['Coptic', 'ⲘⲉⲧⲢⲉ'],
  ['Tifinagh', 'ⵜⵉⴼⵉⵏⴰⵖ'],
  ['Hiragana', 'さくらが'],
  ['Katakana', 'アヤメガ'],
  ['Bopomofo', 'ㄅㄆㄇㄈ'],
  ['Han', '諸葛孔明'],
  ['Yi', 'ꆈꌠꉙꌺ'],
  ['Vai', 'ꕙꔤꖃꕪ'],
  ['Javanese', 'ꦗꦮꦱ'],
  ['Linear_B', '𐀀𐀁𐀂𐀃'],
  ['Gothic', '𐌲𐌿𐍄𐌰𐍂'],
  ['Deseret', '𐐔𐐯𐑅𐐨𐑉𐐯𐐻'],
  ['Osage', '𐓏𐓘𐓻𐓘𐓻𐓟'],
  ['Brahmi', '𑀩𑁆𑀭𑀸𑀳𑁆𑀫𑀻'],
  ['Chakma', '𑄌𑄋𑄴𑄟𑄳𑄦'],
  ['Cuneiform', '𒀭𒂗𒆤'],
  ['Egyptian_Hieroglyphs', '𓇋𓏏𓈖𓇳'],
  ['Adlam', '𞤀𞤣𞤤𞤢𞤥'],
  ['Han', '𠀀𠮷𪚥'],
];

describe('a name of any script', () => {
  it.each(NAMES)('%s: %s registers, signs in, is found, and reads back as typed', async (script, name) => {
    expect(name).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));

    const registered = await service.post('/register', { name, password: PASSWORD });
    const signedIn = await service.post('/login', { name: name.normalize('NFD'), password: PASSWORD });
    const me = await service.get('/me', { token: signedIn.body.token });
    const found = await service.get(`/users?q=${encodeURIComponent(name)}`, admin);

    expect(registered.body).toMatchObject({ user: { name } });
    expect(me.body).toEqual(registered.body.user);
    expect(found.body).toEqual([me.body]);
  });

  it.each(NAMES)('%s: %s can be taken only once, in all normal forms', async (_, name) => {
    const answers = [
      await service.post('/register', { name: `${name}.2`.normalize('NFC'), password: PASSWORD }),
      await service.post('/register', { name: `${name}.2`.normalize('NFD'), password: PASSWORD }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 409]);
  });
});
