// The button on a page: nothing of the workshop is loaded before it is pressed.

for (const place of document.querySelectorAll(".workshop[data-language]")) {
  const button = place.querySelector("button");
  const begin = async () => {
    button.disabled = true;
    const { open } = await import("./workshop.js");
    await open(place);
  };
  button.addEventListener("click", begin);
}
