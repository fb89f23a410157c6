import { bilingual } from '@fuxing/errors';
import { z } from 'zod';

const [english, chinese] = [z.locales.en(), z.locales.zhCN()];

// The library's own sentences about a fault, in both languages; a schema's own are written so in the first place.
z.config({
  localeError: (issue) => {
    const [en, zh] = [english.localeError(issue), chinese.localeError(issue)].map((said) =>
      typeof said === 'string' ? said : (said?.message ?? ''),
    );
    return bilingual(en ?? '', zh ?? '');
  },
});
