(function () {
  "use strict";
  var form = document.getElementById("filter");
  if (!form) { return; }
  var cards = Array.prototype.slice.call(document.querySelectorAll("article.card"));
  var note = document.getElementById("shown");
  function apply() {
    var task = form.elements.task.value;
    var decision = form.elements.decision.value;
    var count = 0;
    cards.forEach(function (card) {
      var named = (" " + card.dataset.checks + " ").indexOf(" " + task + " ") >= 0;
      var on = (!task || card.dataset.task === task || (card.dataset.checks && named)) &&
        (!decision || card.dataset.decision === decision);
      card.hidden = !on;
      if (on) { count += 1; }
    });
    note.textContent = count === cards.length ? "All " + count + " shown" :
      count + " of " + cards.length + " shown";
  }
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { window.setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (item) { item.open = true; });
  });
  apply();
}());
