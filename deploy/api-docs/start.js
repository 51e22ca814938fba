// A file of its own, since the page allows no script inside itself.

// Colours as on the other pages: those that were chosen there (src/page/frame/theme.ts), else the system's.
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const showTheme = () => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("hzz-edge.theme");
  } catch {
    // A browser that keeps nothing has no choice kept.
  }
  document.documentElement.classList.toggle("dark-mode", chosen === null ? systemIsDark.matches : chosen === "dark");
};
showTheme();
systemIsDark.addEventListener("change", showTheme);

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#interface",
  deepLinking: true,
  // Nothing is asked of servers elsewhere.
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
