"use strict";
(function () {
  var box = document.getElementById("search"), count = document.getElementById("count");
  if (!box) return;
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-item]"));
  var kinds = Array.prototype.slice.call(document.querySelectorAll("input[data-kind]"));
  var texts = items.map(function (e) { return e.textContent.replace(/\s+/g, " ").toLowerCase(); });
  function show() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), n = 0;
    var off = {};
    kinds.forEach(function (k) { off[k.dataset.kind] = !k.checked; });
    items.forEach(function (e, i) {
      var hit = !off[e.dataset.item] && words.every(function (w) { return texts[i].indexOf(w) >= 0; });
      e.hidden = !hit;
      if (hit) n++;
    });
    count.textContent = n + " of " + items.length + " shown";
    document.querySelectorAll("[data-part]").forEach(function (p) {
      p.hidden = !p.querySelector("[data-item]:not([hidden])");
    });
  }
  box.form.hidden = false;
  box.form.addEventListener("submit", function (e) { e.preventDefault(); });
  box.addEventListener("input", show);
  kinds.forEach(function (k) { k.addEventListener("change", show); });
  var all = document.getElementById("all");
  function open(on) { document.querySelectorAll("details").forEach(function (d) { d.open = on; }); }
  if (all) all.addEventListener("change", function () { open(all.checked); });
  document.addEventListener("keydown", function (e) {
    if (e.key === "/" && document.activeElement !== box) { e.preventDefault(); box.focus(); }
    if (e.key === "Escape" && document.activeElement === box) { box.value = ""; show(); }
  });
  var before = [];
  window.addEventListener("beforeprint", function () {
    before = Array.prototype.map.call(document.querySelectorAll("details"), function (d) { return d.open; });
    open(true);
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details").forEach(function (d, i) { d.open = before[i]; });
  });
  function go() { // what a link points to is opened
    var e = location.hash && document.getElementById(location.hash.slice(1));
    if (e && e.tagName === "DETAILS") { e.open = true; e.scrollIntoView(); }
  }
  window.addEventListener("hashchange", go);
  show();
  go();
})();
