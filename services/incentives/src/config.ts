import { serviceSettings } from '@fuxing/service';
import { z } from 'zod';

/** Settings from the environment; see serviceSettings. */
export const Settings = z.object(serviceSettings);
