/** Starts the pages. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './routes.tsx';
import { queries } from './server/rest.ts';
import { applyTheme } from './shell/theme.ts';
import './style.css';
import { localeOf } from './texts/locale.ts';
import { TextsProvider } from './texts/use-texts.tsx';

const locale = localeOf(new URLSearchParams(location.search).get('locale'), navigator.language);
document.documentElement.lang = locale.tag;
document.documentElement.dir = locale.direction;
applyTheme();

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <TextsProvider locale={locale}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </TextsProvider>
  </StrictMode>,
);
