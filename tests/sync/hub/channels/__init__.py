"""Those who took part online or on paper."""
