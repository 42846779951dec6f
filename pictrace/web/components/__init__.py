"""Small pieces of HTML, CSS and JavaScript that pages are made of."""
